package io.millrace.query.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "search", description = "Finds the chunks nearest to a text.")
final class SearchVerb extends ClientVerb {

    private static final List<String> FIELDS = List.of("document_id", "source", "section_title");
    private static final int SNIPPET_LINES = 3;
    private static final int INDENT = 4;

    @Parameters(paramLabel = "TEXT", description = "What to search for.")
    String text;

    @Option(
            names = {"-c", "--collection"},
            required = true,
            paramLabel = "C",
            description = "Name or id of a collection; may be given up to 16 times.")
    List<String> collections;

    @Option(
            names = {"-k", "--top-k"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Most hits, 1 to 100 (default: ${DEFAULT-VALUE}).")
    int topK;

    @Option(
            names = "--filter",
            paramLabel = "KEY=VALUE",
            description =
                    "document_id, source, section_title or a metadata key. The same key again: any of its values.")
    List<String> filters = new ArrayList<>();

    @Option(names = "--score-threshold", paramLabel = "X", description = "Leave out hits that score worse.")
    @Nullable
    Float scoreThreshold;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls
    SearchVerb(Map<String, String> environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("query", text).put("top_k", topK);
        ArrayNode names = request.putArray("collections");
        collections.forEach(names::add);
        if (scoreThreshold != null) {
            request.put("score_threshold", scoreThreshold);
        }
        if (!filters.isEmpty()) {
            request.set("filter", filter());
        }
        JsonNode answer = api().post("/v1/search", request);
        return show(answer, () -> print(answer));
    }

    private ObjectNode filter() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            if (equals < 1) {
                throw new ClientException(
                        ExitCode.USAGE, "--filter needs KEY=VALUE, such as source=guide.md, not '" + filter + "'.");
            }
            values.computeIfAbsent(filter.substring(0, equals), key -> new ArrayList<>())
                    .add(filter.substring(equals + 1));
        }
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        values.forEach((key, any) -> {
            String plain = key.startsWith("metadata.") ? key.substring("metadata.".length()) : key;
            ObjectNode parent = FIELDS.contains(key) ? filter : filter.withObject("/metadata");
            ArrayNode array = parent.putArray(plain);
            any.forEach(array::add);
        });
        return filter;
    }

    private void print(JsonNode answer) {
        Terminal terminal = terminal();
        JsonNode hits = answer.path("hits");
        for (JsonNode hit : hits) {
            JsonNode document = hit.path("document");
            String title = text(document, "title");
            String heading = title.isEmpty() ? text(document, "source") : title;
            String path = text(hit, "section_title");
            // A section is a path of headings, which mostly begins with the title.
            String section = path.startsWith(heading + " > ") ? path.substring(heading.length() + 3) : path;
            terminal.line(String.format(
                    Locale.ROOT,
                    "%2d  %.3f  %s%s",
                    hit.path("rank").asInt(),
                    hit.path("score").asDouble(),
                    heading,
                    section.isEmpty() || section.equals(heading) ? "" : " › " + section));
            terminal.line(" ".repeat(INDENT) + text(hit, "collection") + ": " + text(document, "source"));
            terminal.paragraph(text(hit, "text"), INDENT, SNIPPET_LINES);
            terminal.line("");
        }
        for (JsonNode error : answer.path("errors")) {
            terminal.line("! " + text(error, "collection") + ": " + text(error, "detail"));
        }
        terminal.line(summary(answer, hits.size()));
    }

    private static String summary(JsonNode answer, int hits) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%d %s in %.1f ms",
                hits,
                hits == 1 ? "hit" : "hits",
                answer.path("timings").path("total_ms").asDouble()));
        for (JsonNode freshness : answer.path("freshness")) {
            long waiting = freshness.path("waiting_documents").asLong();
            line.append(" · ").append(text(freshness, "collection")).append(' ');
            if (waiting == 0) {
                line.append("up to date");
            } else {
                line.append(String.format(
                        Locale.ROOT,
                        "%d %s behind by %.1f s",
                        waiting,
                        waiting == 1 ? "document" : "documents",
                        freshness.path("oldest_waiting_ms").asLong() / 1000.0));
            }
        }
        return line.toString();
    }
}
