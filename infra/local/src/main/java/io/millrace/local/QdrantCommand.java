package io.millrace.local;

import io.millrace.local.qdrant.EmbeddedQdrant;
import io.millrace.local.qdrant.EmbeddedQdrantProperties;
import io.millrace.local.stack.LocalQdrant;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The embedded Qdrant's own JVM. */
@Command(
        name = "qdrant",
        hidden = true,
        description =
                "Run the embedded Qdrant in this process until it is ended. The API key is in the environment variable "
                        + LocalQdrant.API_KEY_VARIABLE + ".")
final class QdrantCommand extends Verb implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Where the data is kept.")
    private Path data = Path.of("");

    @Option(names = "--port", required = true, paramLabel = "PORT", description = "The port of gRPC on 127.0.0.1.")
    private int port;

    @Override
    public Integer call() throws Exception {
        @Nullable String apiKey = System.getenv(LocalQdrant.API_KEY_VARIABLE);
        if (apiKey == null || apiKey.isBlank()) {
            System.err.println("Set the API key in the environment variable " + LocalQdrant.API_KEY_VARIABLE + ".");
            return ExitCode.USAGE;
        }
        var properties =
                new EmbeddedQdrantProperties(data, port, apiKey, System.getenv(LocalQdrant.READ_ONLY_API_KEY_VARIABLE));
        try (EmbeddedQdrant server = EmbeddedQdrant.start(properties)) {
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
            server.awaitTermination();
        }
        return ExitCode.DONE;
    }
}
