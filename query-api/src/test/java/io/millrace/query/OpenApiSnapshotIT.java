package io.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Update the snapshot with {@code -Dmillrace.openapi.update=true -Dit.test=OpenApiSnapshotIT}. */
class OpenApiSnapshotIT {

    private static final Path SNAPSHOT = Path.of("../schemas/src/main/resources/openapi/query-api.yaml");

    @Test
    void descriptionIsTheOneThatWasPublished() throws Exception {
        String description = QueryApiServer.shared()
                .http()
                .get("/v1/openapi.yaml")
                .response()
                .body();
        if (Boolean.getBoolean("millrace.openapi.update")) {
            Files.createDirectories(SNAPSHOT.getParent());
            Files.writeString(SNAPSHOT, description);
        }
        assertThat(description)
                .as("if the change is meant, update the snapshot with -Dmillrace.openapi.update=true")
                .isEqualTo(Files.readString(SNAPSHOT));
    }

    @Test
    void descriptionNamesFieldsAsTheyAreSent() {
        String description = QueryApiServer.shared()
                .http()
                .get("/v1/openapi.yaml")
                .response()
                .body();
        assertThat(description)
                .startsWith("openapi: 3.1")
                .contains("top_k", "score_threshold", "embedding_model", "application/problem+json")
                .doesNotContain("topK", "embeddingModel", "127.0.0.1", "{*document}");
    }
}
