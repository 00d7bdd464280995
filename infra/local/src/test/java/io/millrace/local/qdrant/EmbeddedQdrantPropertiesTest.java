package io.millrace.local.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddedQdrantPropertiesTest {

    private static final Path DATA = Path.of("data");

    @Test
    void keysAreNotPrinted() {
        assertThat(new EmbeddedQdrantProperties(DATA, 6334, "secret-1", "secret-2").toString())
                .contains("data", "6334")
                .doesNotContain("secret");
    }

    @Test
    void badValuesAreRefusedByName() {
        assertThatThrownBy(() -> new EmbeddedQdrantProperties(DATA, 70_000, "key", null))
                .hasMessage("port must be from 0 to 65535, but is 70000");
        assertThatThrownBy(() -> new EmbeddedQdrantProperties(DATA, 0, " ", null))
                .hasMessage("apiKey must not be blank");
        assertThatThrownBy(() -> new EmbeddedQdrantProperties(DATA, 0, "key", "key"))
                .hasMessageContaining("readOnlyApiKey must");
    }
}
