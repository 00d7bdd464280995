package io.millrace.sync.verify;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one side says of a chunk.
 *
 * @param contentHash 64 hexadecimal digits; null when a point has none
 * @param documentId null when a point does not say
 */
record ChunkState(
        UUID id,
        long version,
        @Nullable String contentHash,
        @Nullable UUID documentId) {

    boolean sameAs(ChunkState other) {
        return version == other.version && contentHash != null && contentHash.equals(other.contentHash);
    }
}
