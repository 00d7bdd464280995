package io.millrace.embedding;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.util.StringHelper;

/**
 * Feature hashing (Weinberger et al., 2009) of words and word pairs. Lexical, <b>not semantic</b>: texts are near when they
 * share words, and a synonym is as far as any other word. For tests and benchmarks: any dimension, no model, microseconds.
 *
 * <p>Deterministic for all time: the same text gives the same bits on every machine and version. A word is a run of letters
 * and digits in lower case, a pair is two adjacent words with a space between. Each is hashed as UTF-8 by MurmurHash3 (x86,
 * 32 bits, seed 0): the lower 31 bits modulo the dimension choose the component, the top bit its sign. Components are
 * dampened by their square root, then the vector is normalised.
 */
final class HashingDenseEmbedder implements DenseEmbedder {

    private final ModelName model;
    private final ModelProperties properties;

    HashingDenseEmbedder(ModelName model, ModelProperties properties) {
        this.model = model;
        this.properties = properties;
    }

    @Override
    public ModelName model() {
        return model;
    }

    @Override
    public int dimension() {
        return properties.dimension();
    }

    @Override
    public int maxBatchSize() {
        return properties.batchSize();
    }

    @Override
    public List<float[]> embedDocuments(List<String> texts) {
        return texts.stream()
                .map(text -> embed(properties.documentPrefix() + text))
                .toList();
    }

    @Override
    public float[] embedQuery(String text) {
        return embed(properties.queryPrefix() + text);
    }

    private float[] embed(String text) {
        float[] vector = new float[dimension()];
        String previous = "";
        for (int start = 0, end; start < text.length(); start = end) {
            int codePoint = text.codePointAt(start);
            end = start + Character.charCount(codePoint);
            if (!Character.isLetterOrDigit(codePoint)) {
                continue;
            }
            while (end < text.length() && Character.isLetterOrDigit(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
            }
            String word = text.substring(start, end).toLowerCase(Locale.ROOT);
            add(vector, word);
            if (!previous.isEmpty()) {
                add(vector, previous + ' ' + word);
            }
            previous = word;
        }
        dampen(vector);
        if (!UnitVectors.isNormalised(UnitVectors.normalise(vector))) {
            // no words, or words that cancel each other: the text as a whole is its only feature
            add(vector, text);
        }
        return vector;
    }

    private static void add(float[] vector, String feature) {
        byte[] bytes = feature.getBytes(StandardCharsets.UTF_8);
        int hash = StringHelper.murmurhash3_x86_32(bytes, 0, bytes.length, 0);
        vector[(hash & Integer.MAX_VALUE) % vector.length] += hash < 0 ? -1 : 1;
    }

    private static void dampen(float[] vector) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Math.copySign((float) Math.sqrt(Math.abs(vector[i])), vector[i]);
        }
    }
}
