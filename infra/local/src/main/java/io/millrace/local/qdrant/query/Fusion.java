package io.millrace.local.qdrant.query;

import io.millrace.local.qdrant.failure.QdrantStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Combines ranked lists into one, best first. */
final class Fusion {

    /** DEFAULT_RRF_K of {@code lib/segment/src/common/reciprocal_rank_fusion.rs}. */
    static final int DEFAULT_RRF_K = 2;

    private Fusion() {}

    /** Reciprocal rank fusion: {@code position_score} of {@code reciprocal_rank_fusion.rs}, first position 0. */
    static List<Hit> reciprocalRank(List<List<Hit>> sources, int k, List<Float> weights) {
        if (!weights.isEmpty() && weights.size() != sources.size()) {
            throw QdrantStatus.wrongInput(
                    "Validation failed: Number of weights in RRF should match number of pre-fetches: got "
                            + weights.size() + ", expected " + sources.size());
        }
        Map<Integer, Float> scores = new HashMap<>();
        for (int source = 0; source < sources.size(); source++) {
            float weight = weights.isEmpty() ? 1 : weights.get(source);
            List<Hit> hits = sources.get(source);
            for (int position = 0; position < hits.size(); position++) {
                float score = weight <= 0 ? 0 : 1f / ((position + 1) / weight + k - 1f);
                scores.merge(hits.get(position).doc(), score, Float::sum);
            }
        }
        return sorted(scores);
    }

    /**
     * Distribution-based score fusion: each list is normalised between its mean minus and plus three standard deviations
     * ({@code distr_norm} of {@code lib/segment/src/common/score_fusion.rs}), then scores are summed.
     */
    static List<Hit> distribution(List<List<Hit>> sources) {
        Map<Integer, Float> scores = new HashMap<>();
        for (List<Hit> hits : sources) {
            double mean = hits.stream().mapToDouble(Hit::score).average().orElse(0);
            double squares = hits.stream()
                    .mapToDouble(hit -> (hit.score() - mean) * (hit.score() - mean))
                    .sum();
            double deviation = hits.size() < 2 ? 0 : Math.sqrt(squares / (hits.size() - 1));
            double lowest = mean - 3 * deviation;
            for (Hit hit : hits) {
                double normalised = deviation == 0 ? 0.5 : (hit.score() - lowest) / (6 * deviation);
                scores.merge(hit.doc(), (float) normalised, Float::sum);
            }
        }
        return sorted(scores);
    }

    private static List<Hit> sorted(Map<Integer, Float> scores) {
        List<Hit> hits = new ArrayList<>(scores.size());
        scores.forEach((doc, score) -> hits.add(Hit.of(doc, score)));
        hits.sort(Hit.bestFirst(true));
        return hits;
    }
}
