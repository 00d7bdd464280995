package io.millrace.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a process that has never loaded the model can show. */
@Timeout(120)
class FreshProcessTest {

    @TempDir
    private Path cache;

    @Test
    void modelLoadsAtFirstUseWithoutNetworkAndFromAnyThread() throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path output = cache.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                Embedding.class.getName(),
                cache.resolve("djl").toString());
        builder.environment().put("DJL_CACHE_DIR", cache.resolve("djl").toString());
        builder.environment().remove("DJL_OFFLINE");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs in the fresh process. */
    static final class Embedding {

        private static volatile @Nullable String reached;

        public static void main(String[] args) {
            URL.setURLStreamHandlerFactory(protocol -> protocol.startsWith("http") ? new Refusing() : null);
            DenseEmbedder embedder = EmbedderRegistry.of(EmbeddingProperties.defaults(), new SimpleMeterRegistry())
                    .byModel("bge-small-en-v1.5");
            File cache = new File(args[0]);
            require(!cache.exists(), "the model was loaded before its first use");

            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            require(embedder.embedQuery("hello").length == 384, "wrong dimension");
            require(cache.exists(), "the tokenizer was not unpacked where this test looks");
            require(reached == null, "the network was reached at " + reached);
        }

        private static void require(boolean condition, String otherwise) {
            if (!condition) {
                throw new AssertionError(otherwise);
            }
        }

        private static final class Refusing extends URLStreamHandler {
            @Override
            protected URLConnection openConnection(URL url) throws IOException {
                reached = URI.create(url.toString()).getHost();
                throw new IOException("refused by the test");
            }

            @Override
            protected URLConnection openConnection(URL url, java.net.Proxy proxy) throws IOException {
                return openConnection(url);
            }
        }
    }
}
