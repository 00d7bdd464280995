package io.millrace.embedding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.util.StringHelper;

/**
 * Text to sparse BM25 vectors, as Qdrant's own {@code qdrant/bm25} inference and fastembed make them for English. The other
 * half of BM25, the inverse document frequency, is the server's: the vector must be stored with the modifier {@code idf}.
 * Deterministic and thread-safe.
 *
 * <p>A term is a stemmed word (see {@link EnglishTermAnalyzer}); text is brought to Unicode's form NFKC first, and anything
 * but letters, digits and marks separates words, so {@code ros2_control} is two. A term's dimension is the absolute value
 * of its MurmurHash3 (x86, 32 bits, seed 0, over UTF-8). Its weight in a document is
 * {@code tf·(k1+1) / (tf + k1·(1 − b + b·dl/avgdl))} with k1 = 1.2, b = 0.75, avgdl = 256 terms; in a query it is 1.
 */
public final class Bm25Encoder {

    private static final double K1 = 1.2;
    private static final double B = 0.75;
    private static final double AVERAGE_LENGTH = 256;

    private final EnglishTermAnalyzer analyzer = new EnglishTermAnalyzer();

    /** A text without any term gives the empty vector. */
    public SparseVector encodeDocument(String text) {
        Map<String, Integer> frequencies = frequencies(text);
        int length = frequencies.values().stream().mapToInt(Integer::intValue).sum();
        double saturation = K1 * (1 - B + B * length / AVERAGE_LENGTH);
        return encode(frequencies, frequency -> frequency * (K1 + 1) / (frequency + saturation));
    }

    /** A text without any term gives the empty vector, which finds nothing. */
    public SparseVector encodeQuery(String text) {
        return encode(frequencies(text), frequency -> 1);
    }

    private static SparseVector encode(Map<String, Integer> frequencies, ToDoubleFunction<Integer> weight) {
        SortedMap<Integer, Float> weights = new TreeMap<>(Comparator.comparingLong(Integer::toUnsignedLong));
        // of two terms that share a dimension the heavier counts, in whatever order they come
        frequencies.forEach((term, frequency) ->
                weights.merge(dimension(term), (float) weight.applyAsDouble(frequency), Math::max));
        int[] indices = new int[weights.size()];
        float[] values = new float[weights.size()];
        int i = 0;
        for (Map.Entry<Integer, Float> entry : weights.entrySet()) {
            indices[i] = entry.getKey();
            values[i++] = entry.getValue();
        }
        return new SparseVector(indices, values);
    }

    private static int dimension(String term) {
        byte[] bytes = term.getBytes(StandardCharsets.UTF_8);
        int hash = StringHelper.murmurhash3_x86_32(bytes, 0, bytes.length, 0);
        return hash < 0 ? -hash : hash; // -2^31 stays, and is 2^31 read as unsigned: as in Qdrant
    }

    private Map<String, Integer> frequencies(String text) {
        Map<String, Integer> frequencies = new HashMap<>();
        try (TokenStream terms = analyzer.tokenStream("text", words(text))) {
            CharTermAttribute term = terms.addAttribute(CharTermAttribute.class);
            terms.reset();
            while (terms.incrementToken()) {
                frequencies.merge(term.toString(), 1, Integer::sum);
            }
            terms.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frequencies;
    }

    private static String words(String text) {
        String normalised = Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder words = new StringBuilder(normalised.length());
        normalised.codePoints().forEach(c -> words.appendCodePoint(isWordCharacter(c) ? c : ' '));
        return words.toString();
    }

    private static boolean isWordCharacter(int codePoint) {
        return Character.isAlphabetic(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.DECIMAL_DIGIT_NUMBER,
                            Character.LETTER_NUMBER,
                            Character.OTHER_NUMBER,
                            Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }
}
