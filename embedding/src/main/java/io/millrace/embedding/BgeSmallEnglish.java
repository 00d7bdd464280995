package io.millrace.embedding;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code bge-small-en-v1.5}, quantised, from langchain4j's jar. Loaded at the first use, once per process, for good.
 *
 * <p>langchain4j's own class is not used to run it: as of 1.18.1 its tokenizer cuts every text off at 512 tokens without a
 * word, it tokenises each text three times, finds its files through the thread's class loader only, and lets every
 * inference start threads on all cores. For texts that it does not cut, the vectors are the same.
 */
final class BgeSmallEnglish {

    static final String NAME = "bge-small-en-v1.5";
    static final int DIMENSION = 384;

    private static final String MODEL_FILE = "/bge-small-en-v1.5-q.onnx";
    private static final String TOKENIZER_FILE = "/bge-small-en-v1.5-q-tokenizer.json";
    private static final String DJL_OFFLINE = "ai.djl.offline";

    private static final Logger LOG = LoggerFactory.getLogger(BgeSmallEnglish.class);
    private static final Object LOADING = new Object();
    private static volatile @Nullable BertEncoder loaded;

    private BgeSmallEnglish() {}

    /** @throws IllegalStateException if this machine cannot run it; the next call tries again */
    static BertEncoder encoder() {
        BertEncoder encoder = loaded;
        if (encoder == null) {
            synchronized (LOADING) {
                encoder = loaded;
                if (encoder == null) {
                    encoder = loadUnderOwnClassLoader();
                    loaded = encoder;
                }
            }
        }
        return encoder;
    }

    /** DJL finds its native library through the thread's class loader, and after one miss never again in this process. */
    private static BertEncoder loadUnderOwnClassLoader() {
        Instant start = Instant.now();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(BgeSmallEnglish.class.getClassLoader());
        try {
            BertEncoder encoder = load();
            LOG.atInfo()
                    .addKeyValue("model", NAME)
                    .addKeyValue("duration", Duration.between(start, Instant.now()))
                    .log("Loaded the embedding model");
            return encoder;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static BertEncoder load() {
        if (System.getProperty(DJL_OFFLINE) == null) {
            // else DJL asks the cloud's metadata service where it runs, reports it, and may download a GPU library
            System.setProperty(DJL_OFFLINE, "true");
        }
        try (InputStream tokenizer = resource(TOKENIZER_FILE).openStream();
                SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1); // parallel over texts instead, which needs no waiting between operators
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(true); // without it, malloc keeps about twice the memory
            options.setMemoryPatternOptimization(false); // it assumes inputs of equal shape
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            return new BertEncoder(
                    environment,
                    session(environment, options),
                    HuggingFaceTokenizer.newInstance(tokenizer, Map.of("padding", "false", "truncation", "false")));
        } catch (OrtException | IOException | RuntimeException | LinkageError | AssertionError e) {
            // errors too: that is how ONNX Runtime and DJL say that this machine lacks something
            throw new IllegalStateException("The model %s cannot be loaded".formatted(NAME), e);
        }
    }

    /** The runtime copies the model, so the 34 MB pass through memory that is given back at once, not through the heap. */
    private static OrtSession session(OrtEnvironment environment, SessionOptions options)
            throws OrtException, IOException {
        URLConnection model = resource(MODEL_FILE).openConnection();
        try (InputStream stream = model.getInputStream();
                ReadableByteChannel channel = Channels.newChannel(stream);
                Arena arena = Arena.ofConfined()) {
            ByteBuffer bytes = arena.allocate(model.getContentLengthLong()).asByteBuffer();
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new EOFException(MODEL_FILE + " is cut off");
                }
            }
            return environment.createSession(bytes.flip(), options);
        }
    }

    /** Through the class loader of langchain4j's jar: the thread's own may be any. */
    private static URL resource(String name) throws IOException {
        URL resource = BgeSmallEnV15QuantizedEmbeddingModel.class.getResource(name);
        if (resource == null) {
            throw new IOException(name + " is not on the class path");
        }
        return resource;
    }
}
