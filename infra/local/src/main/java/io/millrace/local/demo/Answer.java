package io.millrace.local.demo;

import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * What a search answered; times in milliseconds.
 *
 * @param hits best first
 * @param waitingDocuments committed but not searchable yet, when it was asked
 * @param oldestWaitingMs age of the oldest such commit
 */
record Answer(
        String query,
        List<Hit> hits,
        double embedMs,
        double searchMs,
        double enrichMs,
        double totalMs,
        long waitingDocuments,
        long oldestWaitingMs) {

    Answer {
        hits = List.copyOf(hits);
    }

    static Answer of(String query, JsonNode answer) {
        JsonNode timings = answer.path("timings");
        JsonNode freshness = answer.path("freshness").path(0);
        if (answer.path("partial").asBoolean(true) || freshness.isMissingNode()) {
            throw new DemoFailedException("The search for \"" + query + "\" gave only part of an answer.");
        }
        return new Answer(
                query,
                StreamSupport.stream(answer.path("hits").spliterator(), false)
                        .map(Hit::of)
                        .toList(),
                timings.path("embed_ms").asDouble(0),
                timings.path("search_ms").asDouble(0),
                timings.path("enrich_ms").asDouble(0),
                timings.path("total_ms").asDouble(0),
                freshness.path("waiting_documents").asLong(0),
                freshness.path("oldest_waiting_ms").asLong(0));
    }

    /** File names of the documents found, best first, each once. */
    List<String> sources() {
        return hits.stream().map(Hit::source).distinct().toList();
    }

    String timings() {
        return String.format(
                Locale.ROOT,
                "%.1f ms (embed %.1f, search %.1f, enrich and re-check %.1f)",
                totalMs,
                embedMs,
                searchMs,
                enrichMs);
    }

    String freshness() {
        return waitingDocuments == 0
                ? "index up to date"
                : String.format(
                        Locale.ROOT,
                        "index %.1f s behind with %d documents",
                        oldestWaitingMs / 1000.0,
                        waitingDocuments);
    }
}
