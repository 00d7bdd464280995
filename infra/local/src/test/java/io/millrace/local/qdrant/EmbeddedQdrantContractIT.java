package io.millrace.local.qdrant;

import io.qdrant.client.QdrantClient;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract suite against {@link EmbeddedQdrant}. */
class EmbeddedQdrantContractIT extends QdrantContract {

    private static @Nullable RunningQdrant qdrant;

    @BeforeAll
    static void start(@TempDir Path directory) {
        qdrant = RunningQdrant.start(directory);
    }

    @AfterAll
    static void stop() {
        if (qdrant != null) {
            qdrant.close();
        }
    }

    @Override
    QdrantClient client() {
        if (qdrant == null) {
            throw new IllegalStateException("the server has not started");
        }
        return qdrant.client();
    }
}
