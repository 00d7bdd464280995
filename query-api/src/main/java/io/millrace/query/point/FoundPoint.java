package io.millrace.query.point;

import io.millrace.schemas.id.ChunkId;

/**
 * A point that is near.
 *
 * @param score Qdrant's, by the collection's distance
 * @param version of the chunk when the point was written
 * @param contentHash 64 hexadecimal digits: of the text that the vector stands for; empty if the point says none
 */
public record FoundPoint(ChunkId chunkId, float score, long version, String contentHash) {}
