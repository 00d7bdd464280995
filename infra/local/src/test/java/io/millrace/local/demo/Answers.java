package io.millrace.local.demo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Answers of searches, made by hand. */
final class Answers {
    private Answers() {}

    static Answer of(String query, Hit... hits) {
        return new Answer(query, Arrays.asList(hits), 8.04, 1.26, 2.0, 11.3, 0, 0);
    }

    static Hit hit(int rank, String chunkId, double score) {
        return new Hit(rank, score, chunkId, chunkId + ".md", "Title", "Section", "text");
    }

    /** Hits in these articles, in this order. */
    static Answer in(String... sources) {
        List<Hit> hits = IntStream.range(0, sources.length)
                .mapToObj(i -> new Hit(i + 1, 1.0 / (i + 1), "chunk" + i, sources[i], "Title", "", "text"))
                .toList();
        return of("query", hits.toArray(Hit[]::new));
    }
}
