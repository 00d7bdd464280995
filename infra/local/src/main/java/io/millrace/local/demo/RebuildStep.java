package io.millrace.local.demo;

import io.millrace.local.demo.DemoReport.Rebuilt;
import io.millrace.local.demo.DemoReport.Verified;
import io.millrace.local.system.Component;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Destroys the index in Qdrant, makes it again from the topic, and proves that nothing but work was lost. */
record RebuildStep(DemoSystem system, OperatorVerbs verbs, DemoHttp http, Console console) {

    Rebuilt run(DemoCollection collection, List<JudgedQuery> queries, List<Answer> before, int topK) {
        console.heading("Rebuild", "destroy the index in Qdrant, then make it again from the topic");
        EmbeddedTexts embeddedBefore = EmbeddedTexts.read(system, http);
        String alias = collection.alias();
        Dropped dropped = drop(alias);
        String refusal = searchWithoutIndex(collection, queries.getFirst());

        Stopwatch stopwatch = new Stopwatch();
        JsonNode outcome =
                verbs.run(Component.SYNC_WORKER, console::progress, "rebuild", DemoCollection.NAME, "--execute");
        double seconds = stopwatch.seconds();
        long points = outcome.path("points").asLong(-1);
        console.row(
                "rebuilt",
                String.format(
                        Locale.ROOT,
                        "%d points from %d events of the topic in %.1f s",
                        points,
                        outcome.path("events").asLong(0),
                        seconds));

        HitComparison comparison = HitComparison.require(before, collection.searchAll(queries, topK));
        console.row(
                "same hits",
                String.format(
                        Locale.ROOT,
                        "%d queries, %d hits: the same chunks in the same order, scores within %.1e",
                        comparison.queries(),
                        comparison.hits(),
                        comparison.largestScoreDifference()));
        EmbeddedTexts embedded = embeddedSince(embeddedBefore);
        Verified verified = verify();
        return new Rebuilt(
                alias,
                dropped.generation(),
                dropped.points(),
                refusal,
                outcome.path("generation").asString(""),
                outcome.path("events").asLong(0),
                points,
                seconds,
                comparison,
                embedded,
                verified);
    }

    private record Dropped(String generation, long points) {}

    private Dropped drop(String alias) {
        try (QdrantIndex qdrant = new QdrantIndex(system)) {
            String generation = qdrant.generation(alias);
            long points = qdrant.points(generation);
            qdrant.drop(alias, generation);
            console.row("dropped", "collection " + generation + " with its " + points + " points, and its alias");
            return new Dropped(generation, points);
        }
    }

    private String searchWithoutIndex(DemoCollection collection, JudgedQuery query) {
        try {
            Answer answer = collection.search(query.query(), 1);
            if (!answer.hits().isEmpty()) {
                throw new DemoFailedException("A search found something after the index had been dropped.");
            }
            console.row("search says", "no hits");
            return "no hits";
        } catch (ApiProblemException e) {
            console.row("search says", e.line());
            return e.line();
        }
    }

    private EmbeddedTexts embeddedSince(EmbeddedTexts before) {
        EmbeddedTexts embedded = EmbeddedTexts.read(system, http).since(before);
        if (embedded.ingestWorker() != 0) {
            throw new DemoFailedException(
                    "The ingest worker embedded " + embedded.ingestWorker() + " texts during the rebuild.");
        }
        console.row(
                "texts embedded",
                embedded.ingestWorker() + " by the ingest worker, " + embedded.queryApi() + " by the query API"
                        + (embedded.queryApi() == 0 ? ", which had the queries' vectors" : " for the queries")
                        + "; the sync worker has no model");
        return embedded;
    }

    private Verified verify() {
        JsonNode report = verbs.run(Component.SYNC_WORKER, console::progress, "verify", DemoCollection.NAME);
        Verified verified = new Verified(
                report.path("chunks").asLong(-1), report.path("points").asLong(-2));
        if (verified.chunks() != verified.points()
                || !report.path("differences").isEmpty()) {
            throw new DemoFailedException("PostgreSQL has " + verified.chunks() + " chunks and Qdrant "
                    + verified.points() + " points, or they differ.");
        }
        console.row(
                "verified",
                verified.chunks() + " chunks in PostgreSQL = " + verified.points()
                        + " points in Qdrant, by id, version and content hash");
        return verified;
    }
}
