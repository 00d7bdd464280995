package io.millrace.query.client;

import io.millrace.query.client.Listings.Column;
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
        JsonNode collections = answer.path("collections");
        if (!collections.isEmpty()) {
            terminal.line("");
            Listings.table(
                    terminal,
                    collections,
                    List.of(
                            new Column("COLLECTION", "collection"),
                            new Column("STATUS", "status"),
                            new Column(" DOCUMENTS", "documents"),
                            new Column(" INDEXED", "indexed_documents"),
                            new Column(" WAITING", "waiting_documents"),
                            new Column(" CHUNKS", "chunks"),
                            new Column(" POINTS", "points")));
        }
        for (JsonNode letters : answer.path("dead_letters")) {
            terminal.line("! " + text(letters, "records") + " dead letters in " + text(letters, "topic"));
        }
    }
}
