package io.millrace.ingest.publish;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds files below paths. Symbolic links below them are not followed; one that is named itself is. */
final class FileSelection {

    /** As many characters as a document's source may have. */
    private static final int MAX_SOURCE = 2048;

    /** What a name holds that the locale's character set does not have. */
    private static final char REPLACEMENT = '\uFFFD';

    /**
     * What was found, in the order of sources.
     *
     * @param unreadable what could not be looked into, so that nobody can tell what is there; also among the skipped
     */
    record Found(
            List<PublishedPath> paths, List<SourceFile> files, List<SkippedFile> skipped, List<String> unreadable) {}

    private final String prefix;
    private final List<PathMatcher> include;
    private final List<PathMatcher> exclude;

    /** @throws IllegalArgumentException if a glob is none */
    FileSelection(String prefix, List<String> include, List<String> exclude) {
        this.prefix = prefix;
        this.include = matchers(include);
        this.exclude = matchers(exclude);
    }

    /** @throws IOException if a path that is named is gone */
    Found find(List<Path> named) throws IOException {
        Search search = new Search();
        List<PublishedPath> paths = new ArrayList<>();
        for (Path path : named) {
            boolean folder = Files.isDirectory(path);
            Path root = folder ? path.toRealPath() : path.toAbsolutePath().normalize();
            PublishedPath published = new PublishedPath(root, prefix);
            paths.add(published);
            if (folder) {
                Files.walkFileTree(root, search.below(published));
            } else if (Files.isRegularFile(root)) {
                search.add(root, String.valueOf(root.getFileName()), published);
            } else {
                search.skip(String.valueOf(path), "is neither a file nor a folder", true);
            }
        }
        search.skipped.sort(Comparator.comparing(SkippedFile::source));
        return new Found(paths, List.copyOf(search.files.values()), search.skipped, search.unreadable);
    }

    private final class Search {

        private final Map<String, SourceFile> files = new TreeMap<>();
        private final List<SkippedFile> skipped = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();

        SimpleFileVisitor<Path> below(PublishedPath published) {
            Path root = published.root();
            return new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return !folder.equals(root) && isHidden(folder)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    Path relative = root.relativize(file);
                    if (!isWanted(relative)) {
                        return FileVisitResult.CONTINUE;
                    }
                    String name = name(relative);
                    if (attributes.isSymbolicLink()) {
                        skip(prefix + name, "is a symbolic link, and links are not followed", false);
                    } else if (!attributes.isRegularFile()) {
                        skip(prefix + name, "is not a regular file", false);
                    } else if (isHidden(file)) {
                        skip(prefix + name, "is hidden", false);
                    } else {
                        add(file, name, published);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    unreadable(file, failure);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
                    if (failure != null) {
                        unreadable(folder, failure);
                    }
                    return FileVisitResult.CONTINUE;
                }

                private void unreadable(Path path, IOException failure) {
                    String shown = path.equals(root) ? root.toString() : prefix + name(root.relativize(path));
                    unreadable.add(shown);
                    skip(shown, UnreadableFiles.reason(failure), true);
                }
            };
        }

        void add(Path file, String name, PublishedPath published) {
            String source = prefix + name;
            if (source.length() > MAX_SOURCE) {
                skip(source, "has a longer name than the 2,048 characters that a source may have", true);
                return;
            }
            if (source.indexOf(REPLACEMENT) >= 0) {
                skip(source, "has a name that this locale cannot show: set LC_ALL=C.UTF-8 and publish it again", true);
                return;
            }
            SourceFile other = files.putIfAbsent(source, new SourceFile(file, source, published));
            if (other != null && !other.path().equals(file)) {
                skip(source, "has the same source as " + other.path() + ": publish them with different --prefix", true);
            }
        }

        void skip(String source, String reason, boolean error) {
            skipped.add(new SkippedFile(source, reason, error));
        }
    }

    private boolean isWanted(Path relative) {
        return (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(relative)))
                && exclude.stream().noneMatch(glob -> glob.matches(relative));
    }

    private static String name(Path relative) {
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    /** A glob without a slash is meant of names in any folder, as in {@code .gitignore}. */
    private static List<PathMatcher> matchers(List<String> globs) {
        return globs.stream()
                .map(glob -> glob.contains("/") ? glob : "{" + glob + ",**/" + glob + "}")
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
    }
}
