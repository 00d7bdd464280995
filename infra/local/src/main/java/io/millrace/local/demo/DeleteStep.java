package io.millrace.local.demo;

import io.millrace.local.demo.DemoReport.Deleted;
import java.util.List;
import java.util.Locale;

/** Deletes the document that answers a query best, and shows that neither the query nor Qdrant has it any more. */
record DeleteStep(DemoSystem system, Console console) {
    private static final int QUERY = 25;
    private static final int TOP_K = 10;

    Deleted run(DemoCollection collection, List<JudgedQuery> queries) {
        String query = queries.get(QUERY).query();
        List<Hit> before = collection.search(query, TOP_K).hits();
        if (before.isEmpty()) {
            throw new DemoFailedException("The query \"" + query + "\" found nothing.");
        }
        String source = before.getFirst().source();
        String id = collection.document(source).path("id").asString("");
        try (QdrantIndex qdrant = new QdrantIndex(system)) {
            String generation = qdrant.generation(collection.alias());
            long pointsBefore = qdrant.pointsOf(generation, id);
            Stopwatch stopwatch = new Stopwatch();
            collection.delete(source);
            double seconds = stopwatch.seconds();
            long pointsLeft = qdrant.pointsOf(generation, id);
            List<Hit> after = collection.search(query, TOP_K).hits();
            if (pointsBefore == 0 || pointsLeft != 0 || after.isEmpty()) {
                throw new DemoFailedException("Qdrant had " + pointsBefore + " points of " + source
                        + " before its deletion, and has " + pointsLeft + " after.");
            }
            if (after.stream().anyMatch(hit -> hit.source().equals(source))) {
                throw new DemoFailedException("The deleted " + source + " is still found by \"" + query + "\".");
            }
            Hit first = after.getFirst();
            console.row(
                    "deleted",
                    String.format(
                            Locale.ROOT,
                            "%s, which answered \"%s\" best: %d points before, %d after %.1f s",
                            source,
                            query,
                            pointsBefore,
                            pointsLeft,
                            seconds));
            console.row("not found", "the same query now has \"" + first.title() + "\" first, and nothing of it");
            return new Deleted(source, seconds, pointsBefore, pointsLeft, query, first);
        }
    }
}
