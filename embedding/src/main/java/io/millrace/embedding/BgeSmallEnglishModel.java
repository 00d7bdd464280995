package io.millrace.embedding;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code bge-small-en-v1.5}, quantised, in this process: the model files of langchain4j, under a session of our own.
 *
 * <p>langchain4j runs one text per inference and spreads the texts of a call over an executor. That suits us: with dynamic
 * quantisation the texts of one inference share their scales, so only alone does a text always get the same vector. Hence
 * one thread per inference, as many inferences as there are cores, and no spinning threads between them. The first token is
 * pooled. A text of more than 510 tokens is embedded in parts, whose vectors are averaged by their lengths: nothing is cut
 * off, but meaning blurs, so chunks should be shorter.
 *
 * <p>The model is loaded at the first use, once per process, and stays.
 */
final class BgeSmallEnglishModel extends AbstractInProcessEmbeddingModel {

    static final String NAME = "bge-small-en-v1.5";
    static final int DIMENSION = 384;

    private static final String MODEL_FILE = "/bge-small-en-v1.5-q.onnx";
    private static final String TOKENIZER_FILE = "/bge-small-en-v1.5-q-tokenizer.json";

    private static final Object LOADING = new Object();
    private static volatile @Nullable OnnxBertBiEncoder loaded;

    BgeSmallEnglishModel() {
        super(oneThreadPerCore());
    }

    @Override
    protected OnnxBertBiEncoder model() {
        OnnxBertBiEncoder encoder = loaded;
        if (encoder == null) {
            synchronized (LOADING) {
                encoder = loaded;
                if (encoder == null) {
                    encoder = load();
                    loaded = encoder;
                }
            }
        }
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return DIMENSION;
    }

    private static OnnxBertBiEncoder load() {
        keepTokenizerOffline();
        try (InputStream model = resource(MODEL_FILE);
                InputStream tokenizer = resource(TOKENIZER_FILE);
                SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = environment.createSession(model.readAllBytes(), options);
            return new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.CLS);
        } catch (OrtException | IOException | LinkageError e) {
            throw new IllegalStateException("the ONNX model cannot be loaded (" + e.getMessage() + ")", e);
        }
    }

    /** DJL's tokenizer would ask the cloud's metadata service where it runs, and report it; on a GPU it would download. */
    private static void keepTokenizerOffline() {
        for (String property : new String[] {"ai.djl.offline", "OPT_OUT_TRACKING"}) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
    }

    /** Through the class loader of langchain4j's jar: the thread's own may be any. */
    private static InputStream resource(String name) throws IOException {
        InputStream resource = BgeSmallEnV15QuantizedEmbeddingModel.class.getResourceAsStream(name);
        if (resource == null) {
            throw new IOException(name + " is not on the class path");
        }
        return resource;
    }

    private static Executor oneThreadPerCore() {
        int cores = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                cores,
                cores,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("millrace-embedding-", 0).factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
