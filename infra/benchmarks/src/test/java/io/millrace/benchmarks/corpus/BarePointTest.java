package io.millrace.benchmarks.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.schemas.changeevent.ChangeEvent.ChunkUpsert;
import io.millrace.schemas.id.CollectionId;
import io.millrace.sync.point.PointEncoder;
import io.qdrant.client.grpc.Points.PointStruct;
import org.junit.jupiter.api.Test;

class BarePointTest {

    @Test
    void isThePointThatTheSyncWorkerWrites() throws InvalidProtocolBufferException {
        SyntheticCorpus corpus = new SyntheticCorpus(42, 384, "hashing-384");
        CollectionId collection = CollectionId.random();
        PointEncoder encoder = new PointEncoder();

        for (int n = 0; n < 100; n++) {
            ChunkUpsert chunk = corpus.chunk(collection, n);
            assertThat(PointStruct.parseFrom(encoder.encode(chunk))).isEqualTo(BarePoint.of(chunk));
        }
    }
}
