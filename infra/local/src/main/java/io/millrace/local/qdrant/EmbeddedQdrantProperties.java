package io.millrace.local.qdrant;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link EmbeddedQdrant} runs.
 *
 * @param dataDirectory where everything is stored; made when it does not exist
 * @param port the TCP port on the loopback interface, 0 for any free one
 * @param apiKey the key that every call but a health check must carry
 * @param readOnlyApiKey a second key that only reads, or null for none
 */
public record EmbeddedQdrantProperties(
        Path dataDirectory,
        int port,
        String apiKey,
        @Nullable String readOnlyApiKey) {

    /** Checks every value. */
    public EmbeddedQdrantProperties {
        Objects.requireNonNull(dataDirectory, "dataDirectory");
        Objects.requireNonNull(apiKey, "apiKey");
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be from 0 to 65535, but is " + port);
        }
        if (apiKey.isBlank()) {
            throw new IllegalArgumentException("apiKey must not be blank");
        }
        if (readOnlyApiKey != null && (readOnlyApiKey.isBlank() || readOnlyApiKey.equals(apiKey))) {
            throw new IllegalArgumentException("readOnlyApiKey must not be blank, and must differ from apiKey");
        }
    }

    @Override
    public String toString() {
        return "EmbeddedQdrantProperties[dataDirectory=" + dataDirectory + ", port=" + port
                + ", apiKey=***, readOnlyApiKey=" + (readOnlyApiKey == null ? "none" : "***") + "]";
    }
}
