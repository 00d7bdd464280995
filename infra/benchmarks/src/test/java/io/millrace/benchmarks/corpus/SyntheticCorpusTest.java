package io.millrace.benchmarks.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.id.ChunkId;
import io.millrace.schemas.id.CollectionId;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SyntheticCorpusTest {

    private static final int DIMENSION = 384;

    private final CollectionId collection = CollectionId.random();
    private final SyntheticCorpus corpus = new SyntheticCorpus(42, DIMENSION, "hashing-384");

    @Test
    void sameSeedMakesTheSameChunk() {
        ChunkUpsert one = corpus.chunk(collection, 7);
        ChunkUpsert other = new SyntheticCorpus(42, DIMENSION, "hashing-384").chunk(collection, 7);

        assertThat(other.chunkId()).isEqualTo(one.chunkId());
        assertThat(other.text()).isEqualTo(one.text());
        assertThat(other.vector()).containsExactly(one.vector());
        assertThat(new SyntheticCorpus(43, DIMENSION, "hashing-384")
                        .chunk(collection, 7)
                        .text())
                .isNotEqualTo(one.text());
    }

    @Test
    void everyChunkHasAnIdOfItsOwn() {
        assertThat(LongStream.range(0, 2000)
                        .mapToObj(n -> corpus.chunk(collection, n).chunkId())
                        .distinct())
                .hasSize(2000);
    }

    @Test
    void chunksAreAsLargeAsRealOnes() {
        ChunkUpsert chunk = corpus.chunk(collection, 123);

        assertThat(chunk.text().length()).isBetween(780, 950);
        assertThat(chunk.vector()).hasSize(DIMENSION);
        assertThat(chunk.sparseIndices().length).isGreaterThan(30);
        double squares = 0;
        for (float component : chunk.vector()) {
            squares += component * component;
        }
        assertThat(squares).isCloseTo(1, within(1e-4));
    }

    @Test
    void chunkIdIsTheOneThatIngestWouldGive() {
        ChunkUpsert chunk = corpus.chunk(collection, 5);

        assertThat(chunk.chunkId()).isEqualTo(ChunkId.of(chunk.documentId(), chunk.contentHash(), 0));
    }
}
