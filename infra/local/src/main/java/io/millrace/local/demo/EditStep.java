package io.millrace.local.demo;

import io.millrace.local.demo.DemoReport.Edited;
import io.millrace.local.system.Component;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Adds a sentence to one article and publishes the whole corpus again: only what changed is sent and embedded. */
record EditStep(DemoSystem system, OperatorVerbs verbs, DemoHttp http, ArticleFolder articles, Console console) {
    private static final String SOURCE = "09-slam.md";
    private static final String SENTENCE = "Our courier robot Kestrel once drew the same corridor twice, fooled by a"
            + " mirror that hung at its far end.";
    private static final String QUERY = "Which robot was fooled by a mirror?";
    private static final String METRIC = "millrace_ingest_chunks_total";
    /** The edited chunk and its neighbours, whose borders may move. */
    private static final long MOST_CHUNKS = 3;

    Edited run(DemoCollection collection) {
        console.heading("Change", "one paragraph, then one document less");
        articles.addSentence(SOURCE, SENTENCE);
        long embeddedBefore = chunks("embedded");
        long sentBefore = chunks("sent");
        Stopwatch stopwatch = new Stopwatch();
        JsonNode summary = verbs.publish(articles, console::progress);
        double seconds = stopwatch.seconds();
        Hit found = collection.search(QUERY, 10).hits().stream()
                .filter(hit -> hit.source().equals(SOURCE) && hit.text().contains("Kestrel"))
                .findFirst()
                .orElseThrow(() -> new DemoFailedException("The edited paragraph is not found by \"" + QUERY + "\"."));
        Edited edited = new Edited(
                SOURCE,
                summary.path("sent").asLong(-1),
                summary.path("unchanged").asLong(-1),
                chunks("embedded") - embeddedBefore,
                chunks("sent") - sentBefore,
                seconds,
                QUERY,
                found.rank());
        if (edited.filesSent() != 1 || edited.chunksEmbedded() > MOST_CHUNKS || edited.chunksSent() > MOST_CHUNKS) {
            throw new DemoFailedException("An edit of one paragraph sent " + edited.filesSent() + " files, embedded "
                    + edited.chunksEmbedded() + " chunks and sent " + edited.chunksSent() + ".");
        }
        console.row(
                "edited",
                String.format(
                        Locale.ROOT,
                        "a sentence added to %s, the whole folder published again: %d file sent and %d unchanged,"
                                + " chunks embedded: %d, sent to Qdrant: %d; %.1f s",
                        SOURCE,
                        edited.filesSent(),
                        edited.filesUnchanged(),
                        edited.chunksEmbedded(),
                        edited.chunksSent(),
                        edited.seconds()));
        console.row("found", "\"" + QUERY + "\" has it at rank " + found.rank());
        return edited;
    }

    private long chunks(String action) {
        return (long) http.metrics(system.address(Component.INGEST_WORKER))
                .sum(METRIC, "action=\"" + action + "\"")
                .orElseThrow(() ->
                        new DemoFailedException("The ingest worker does not count the chunks it has " + action + "."));
    }
}
