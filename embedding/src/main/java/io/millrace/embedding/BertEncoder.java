package io.millrace.embedding;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/**
 * A BERT model on ONNX Runtime: one text, one inference, the vector of the first token. Thread-safe.
 *
 * <p>Texts are never put into one inference together: dynamic quantisation scales by all that is in it, so a text's vector
 * would depend on its neighbours.
 */
final class BertEncoder {

    /** 512 positions, less one each for the tokens that open and close the text. */
    static final int MAX_TOKENS = 510;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;
    private final long opening;
    private final long closing;

    /** @param tokenizer one that neither truncates nor pads */
    BertEncoder(OrtEnvironment environment, OrtSession session, HuggingFaceTokenizer tokenizer) {
        this.environment = environment;
        this.session = session;
        this.tokenizer = tokenizer;
        long[] empty = tokenizer.encode("", true, false).getIds();
        this.opening = empty[0];
        this.closing = empty[1];
    }

    /**
     * Embeds the whole text. More than {@link #MAX_TOKENS} tokens are embedded in parts of about equal length, which end
     * where words end, and the parts' vectors are averaged by their lengths.
     *
     * @return a vector of any length; empty if the tokenizer keeps nothing of the text
     */
    float[] encode(String text) throws OrtException {
        Encoding encoding = tokenizer.encode(text, false, false);
        long[] tokens = encoding.getIds();
        if (tokens.length <= MAX_TOKENS) {
            return tokens.length == 0 ? new float[0] : infer(tokens, 0, tokens.length);
        }
        long[] words = encoding.getWordIds();
        int parts = Math.ceilDiv(tokens.length, MAX_TOKENS);
        int partLength = Math.ceilDiv(tokens.length, parts);
        float[] sum = new float[0];
        for (int from = 0, to; from < tokens.length; from = to) {
            to = endOfWord(words, from, Math.min(from + partLength, tokens.length));
            float[] part = UnitVectors.normalise(infer(tokens, from, to));
            sum = sum.length == 0 ? new float[part.length] : sum;
            for (int i = 0; i < part.length; i++) {
                sum[i] += part[i] * (to - from);
            }
        }
        return sum;
    }

    private static int endOfWord(long[] words, int from, int limit) {
        int to = limit;
        while (to < words.length && to > from && words[to] == words[to - 1]) {
            to--;
        }
        return to > from ? to : limit; // a word longer than a part is split after all
    }

    private float[] infer(long[] tokens, int from, int to) throws OrtException {
        int length = to - from + 2;
        LongBuffer ids = LongBuffer.allocate(length);
        ids.put(opening).put(tokens, from, to - from).put(closing).flip();
        LongBuffer attention = LongBuffer.allocate(length);
        while (attention.hasRemaining()) {
            attention.put(1);
        }
        attention.flip();
        long[] shape = {1, length};
        try (OnnxTensor inputIds = OnnxTensor.createTensor(environment, ids, shape);
                OnnxTensor attentionMask = OnnxTensor.createTensor(environment, attention, shape);
                OnnxTensor tokenTypes = OnnxTensor.createTensor(environment, LongBuffer.allocate(length), shape);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", inputIds, "attention_mask", attentionMask, "token_type_ids", tokenTypes))) {
            OnnxTensor hiddenStates = (OnnxTensor) result.get(0);
            FloatBuffer firstToken = hiddenStates.getFloatBuffer();
            float[] vector = new float[(int) hiddenStates.getInfo().getShape()[2]];
            firstToken.get(vector);
            return vector;
        }
    }
}
