package io.millrace.local.demo;

import io.millrace.local.demo.DemoReport.Published;
import io.millrace.local.system.Component;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Publishes the articles with the ingest worker's own verb and waits until they are searchable. */
record PublishStep(DemoSystem system, OperatorVerbs verbs, DemoHttp http, ArticleFolder articles, Console console) {

    Published run(DemoCollection collection) {
        console.heading("Publish", "the sample corpus into a new collection, " + DemoCollection.NAME);
        Stopwatch stopwatch = new Stopwatch();
        collection.create();
        JsonNode summary = verbs.publish(articles, console::progress);
        double seconds = stopwatch.seconds();
        int documents = 0;
        int chunks = 0;
        for (JsonNode document : collection.documents()) {
            documents++;
            chunks += document.path("chunk_count").asInt(0);
        }
        if (documents == 0
                || documents != summary.path("files").asInt(-1)
                || documents != summary.path("searchable").asInt(-1)) {
            throw new DemoFailedException("Of " + summary.path("files").asInt(0) + " articles "
                    + summary.path("searchable").asInt(0) + " became searchable.");
        }
        Published published =
                new Published(documents, chunks, EmbeddedTexts.of(system, http, Component.INGEST_WORKER), seconds);
        if (published.textsEmbedded() == 0) {
            throw new DemoFailedException("The articles are searchable, but no text of them was counted as embedded.");
        }
        console.row(
                "published",
                String.format(
                        Locale.ROOT,
                        "%d documents, %d chunks, %d texts embedded; all searchable after %.1f s",
                        published.documents(),
                        published.chunks(),
                        published.textsEmbedded(),
                        published.seconds()));
        return published;
    }
}
