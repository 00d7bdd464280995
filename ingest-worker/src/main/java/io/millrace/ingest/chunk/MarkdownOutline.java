package io.millrace.ingest.chunk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/** The sections and blocks of a Markdown text (CommonMark, with tables of GitHub Flavored Markdown), by their offsets. */
final class MarkdownOutline {

    /** What a block is, as far as cutting it is concerned. */
    enum BlockKind {
        PROSE,
        LIST,
        LINES
    }

    /**
     * @param items where its parts begin, for a list; else empty
     */
    record Block(BlockKind kind, int start, int end, List<Integer> items) {}

    /**
     * What follows one heading, up to the next.
     *
     * @param title the headings above it and its own; null before the first heading
     * @param headingStart equal to {@code headingEnd} without one
     * @param parent whether its subsections follow directly
     */
    record Section(@Nullable String title, int headingStart, int headingEnd, boolean parent, List<Block> blocks) {}

    private record Above(int level, String text) {}

    private static final int MAX_TITLE = 300;
    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .build();

    /** A YAML header: it describes the document and is not part of its text. */
    private static final Pattern FRONT_MATTER = Pattern.compile(
            "\\A\\uFEFF?---[ \\t]*\\R(?:[A-Za-z0-9_-]+[ \\t]*:|#).*?\\R(?:---|\\.\\.\\.)[ \\t]*(?:\\R|\\z)",
            Pattern.DOTALL);

    private MarkdownOutline() {}

    static List<Section> of(String content) {
        Matcher header = FRONT_MATTER.matcher(content);
        int offset = header.find() ? header.end() : 0;
        List<Section> sections = new ArrayList<>();
        Deque<Above> path = new ArrayDeque<>();
        List<Block> blocks = new ArrayList<>();
        Section current = new Section(null, offset, offset, false, blocks);
        int level = 0;
        int done = offset;
        Node document = PARSER.parse(content.substring(offset));
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            List<SourceSpan> spans = node.getSourceSpans();
            if (spans.isEmpty()) {
                continue;
            }
            int start = offset + spans.getFirst().getInputIndex();
            int end = offset + spans.getLast().getInputIndex() + spans.getLast().getLength();
            // What the parser keeps to itself, such as link definitions, is text all the same.
            addText(content, done, start, blocks);
            done = end;
            if (node instanceof Heading heading) {
                sections.add(closed(current, blocks.isEmpty() && level > 0 && heading.getLevel() > level));
                level = heading.getLevel();
                while (!path.isEmpty() && path.peekLast().level() >= level) {
                    path.removeLast();
                }
                path.addLast(new Above(level, textOf(heading)));
                blocks = new ArrayList<>();
                current = new Section(title(path), start, end, false, blocks);
            } else if (!(node instanceof ThematicBreak) && !isComment(node)) {
                blocks.add(block(node, start, end, offset));
            }
        }
        addText(content, done, content.length(), blocks);
        sections.add(current);
        return sections;
    }

    private static Section closed(Section section, boolean parent) {
        return new Section(section.title(), section.headingStart(), section.headingEnd(), parent, section.blocks());
    }

    private static void addText(String content, int start, int end, List<Block> blocks) {
        if (start < end && !content.substring(start, end).isBlank()) {
            blocks.add(new Block(BlockKind.LINES, start, end, List.of()));
        }
    }

    private static Block block(Node node, int start, int end, int offset) {
        return switch (node) {
            case BulletList list -> new Block(BlockKind.LIST, start, end, items(list, offset));
            case OrderedList list -> new Block(BlockKind.LIST, start, end, items(list, offset));
            case TableBlock table -> new Block(BlockKind.LINES, start, end, List.of());
            case FencedCodeBlock code -> new Block(BlockKind.LINES, start, end, List.of());
            case IndentedCodeBlock code -> new Block(BlockKind.LINES, start, end, List.of());
            case HtmlBlock html -> new Block(BlockKind.LINES, start, end, List.of());
            default -> new Block(BlockKind.PROSE, start, end, List.of());
        };
    }

    private static List<Integer> items(Node list, int offset) {
        List<Integer> starts = new ArrayList<>();
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            if (!item.getSourceSpans().isEmpty()) {
                starts.add(offset + item.getSourceSpans().getFirst().getInputIndex());
            }
        }
        return starts;
    }

    private static boolean isComment(Node node) {
        return node instanceof HtmlBlock html && html.getLiteral().startsWith("<!--");
    }

    private static String title(Deque<Above> path) {
        String title = path.stream().map(Above::text).filter(t -> !t.isEmpty()).collect(Collectors.joining(" > "));
        if (title.length() <= MAX_TITLE) {
            return title;
        }
        int end = Character.isHighSurrogate(title.charAt(MAX_TITLE - 1)) ? MAX_TITLE - 1 : MAX_TITLE;
        return title.substring(0, end);
    }

    private static String textOf(Heading heading) {
        StringBuilder text = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text node) {
                text.append(node.getLiteral());
            }

            @Override
            public void visit(Code node) {
                text.append(node.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak node) {
                text.append(' ');
            }

            @Override
            public void visit(HardLineBreak node) {
                text.append(' ');
            }
        });
        return text.toString().strip();
    }
}
