package io.millrace.local.demo;

import java.util.List;

/**
 * How well articles were found, judged by article: an article's rank is that of its best chunk.
 *
 * @param recallAt3 the part of a query's relevant articles that is among its first three, averaged over the queries
 * @param meanReciprocalRank 1 / rank of the first relevant article, 0 when none was found, averaged over the queries
 */
record RetrievalQuality(int queries, double recallAt3, double meanReciprocalRank) {
    private static final int FIRST = 3;

    /** Of answers in the order of the queries. */
    static RetrievalQuality of(List<JudgedQuery> queries, List<Answer> answers) {
        if (queries.isEmpty() || queries.size() != answers.size()) {
            throw new IllegalArgumentException(queries.size() + " queries but " + answers.size() + " answers");
        }
        double recall = 0;
        double reciprocalRank = 0;
        for (int i = 0; i < queries.size(); i++) {
            List<String> relevant = queries.get(i).relevant();
            List<String> found = answers.get(i).sources();
            recall += (double) found.stream()
                            .limit(FIRST)
                            .filter(relevant::contains)
                            .count()
                    / relevant.size();
            reciprocalRank += relevant.stream()
                    .mapToInt(found::indexOf)
                    .filter(index -> index >= 0)
                    .mapToDouble(index -> 1.0 / (index + 1))
                    .max()
                    .orElse(0);
        }
        return new RetrievalQuality(queries.size(), recall / queries.size(), reciprocalRank / queries.size());
    }
}
