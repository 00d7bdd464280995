package io.millrace.query.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(name = "pipeline", description = "Shows the state, lag and age of each stage.")
final class PipelineVerb extends ClientVerb {

    PipelineVerb(Map<String, String> environment) {
        super(environment);
    }

    @Override
    public Integer call() {
        JsonNode answer = api().get("/v1/pipeline");
        return show(answer, () -> print(answer));
    }

    private void print(JsonNode answer) {
        Terminal terminal = terminal();
        terminal.line("pipeline is " + text(answer, "state"));
        terminal.line("");
        List<List<String>> stages = new ArrayList<>();
        for (JsonNode stage : answer.path("stages")) {
            String lag = text(stage, "lag");
            stages.add(List.of(
                    text(stage, "name"),
                    text(stage, "state"),
                    lag.isEmpty() ? "" : lag + " " + text(stage, "lag_unit"),
                    text(stage, "oldest_ms"),
                    text(stage, "detail")));
        }
        terminal.table(List.of("STAGE", "STATE", " LAG", " OLDEST MS", "DETAIL"), stages);
        List<List<String>> collections = new ArrayList<>();
        for (JsonNode c : answer.path("collections")) {
            collections.add(List.of(
                    text(c, "collection"),
                    text(c, "status"),
                    text(c, "documents"),
                    text(c, "indexed_documents"),
                    text(c, "waiting_documents"),
                    text(c, "chunks"),
                    text(c, "points")));
        }
        if (!collections.isEmpty()) {
            terminal.line("");
            terminal.table(
                    List.of("COLLECTION", "STATUS", " DOCUMENTS", " INDEXED", " WAITING", " CHUNKS", " POINTS"),
                    collections);
        }
        for (JsonNode letters : answer.path("dead_letters")) {
            terminal.line("! " + text(letters, "records") + " dead letters in " + text(letters, "topic"));
        }
    }
}
