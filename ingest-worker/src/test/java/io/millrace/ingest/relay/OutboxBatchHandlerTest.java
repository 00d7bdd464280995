package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** The order of effects, and what leaves the handler when one fails. */
class OutboxBatchHandlerTest {

    private static final TopicNames TOPICS = new TopicNames("t");
    private static final Schema ROW = SchemaBuilder.struct()
            .field("id", Schema.STRING_SCHEMA)
            .field("aggregatetype", Schema.STRING_SCHEMA)
            .field("aggregateid", Schema.BYTES_SCHEMA)
            .field("type", Schema.STRING_SCHEMA)
            .field("payload", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("partition", Schema.INT32_SCHEMA)
            .field("document_id", Schema.OPTIONAL_STRING_SCHEMA)
            .field("version", Schema.INT64_SCHEMA)
            .field("traceparent", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .name("t.outbox.Envelope")
            .field("op", Schema.STRING_SCHEMA)
            .field("after", ROW)
            .build();

    private final List<String> effects = new ArrayList<>();
    private Optional<RuntimeException> failure = Optional.empty();

    @Test
    void rowsAreDurableThenTheWatermarkThenTheSlotMayConfirm() throws Exception {
        handle(row("a", 0x10), row("b", 0x20), heartbeat(0x20));
        assertThat(effects)
                .containsExactly(
                        "sent t.chunks.x",
                        "sent t.chunks.x",
                        "flushed",
                        "sent t.relay",
                        "flushed",
                        "marked",
                        "finished");
    }

    @Test
    void watermarkThatSaysNothingNewIsNotWritten() throws Exception {
        handle(row("a", 0x01));
        assertThat(effects).containsExactly("sent t.chunks.x", "flushed", "marked", "finished");
    }

    @Test
    void nothingIsMarkedWhenKafkaDoesNotAcknowledge() {
        failure = Optional.of(new NotEnoughReplicasException("one broker"));
        assertThatThrownBy(() -> handle(row("a", 0x10))).isInstanceOf(RelayException.class);
        assertThat(effects).doesNotContain("marked", "finished", "sent t.relay");
    }

    /** The engine would poll the next batch, and this one would be lost. */
    @Test
    void noRetriableExceptionEscapes() {
        failure = Optional.of(new RetriableException("again, please"));
        assertThatThrownBy(() -> handle(row("a", 0x10)))
                .isInstanceOf(RelayException.class)
                .isNotInstanceOf(RetriableException.class);
        assertThat(effects).doesNotContain("marked", "finished");
    }

    @SafeVarargs
    private void handle(RecordChangeEvent<SourceRecord>... events) throws InterruptedException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Admin admin = Admin.create(Map.of(
                        "bootstrap.servers", "localhost:1", "default.api.timeout.ms", 1, "request.timeout.ms", 1));
                RecordingProducer producer = new RecordingProducer()) {
            RelayDeadLetters deadLetters =
                    new RelayDeadLetters(producer, new TopicProvisioner(admin, Optional.empty()), TOPICS, meters);
            new OutboxBatchHandler(
                            new OutboxRecords(TOPICS),
                            new OutboxSender(producer, admin, deadLetters),
                            new WatermarkTopic(TOPICS.relay(), "slot", Clock.systemUTC()),
                            new Watermark("7", 1, LogSequenceNumber.valueOf(1), Instant.EPOCH),
                            new RelayProgress(),
                            Duration.ZERO,
                            meters)
                    .handleBatch(List.of(events), new RecordingCommitter());
        }
    }

    private static RecordChangeEvent<SourceRecord> row(String id, long commitLsn) {
        Struct row = new Struct(ROW)
                .put("id", id)
                .put("aggregatetype", "chunks.x")
                .put("aggregateid", ByteBuffer.wrap(new byte[16]))
                .put("type", "upsert")
                .put("payload", ByteBuffer.wrap(new byte[] {1}))
                .put("partition", 0)
                .put("version", 1L);
        Struct envelope = new Struct(ENVELOPE).put("op", "c").put("after", row);
        return () -> new SourceRecord(
                Map.of(), Map.of("lsn_commit", commitLsn, "ts_usec", 5_000L), "any", ENVELOPE, envelope);
    }

    private static RecordChangeEvent<SourceRecord> heartbeat(long commitLsn) {
        return () -> new SourceRecord(Map.of(), Map.of("lsn_commit", commitLsn), "heartbeat", null, null);
    }

    private final class RecordingProducer extends MockProducer<byte[], byte[]> {

        RecordingProducer() {
            super(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            effects.add("sent " + record.topic());
            if (failure.isPresent()) {
                return CompletableFuture.failedFuture(failure.get());
            }
            return super.send(record);
        }

        @Override
        public synchronized void flush() {
            effects.add("flushed");
            super.flush();
        }
    }

    private final class RecordingCommitter implements RecordCommitter<RecordChangeEvent<SourceRecord>> {

        @Override
        public void markProcessed(RecordChangeEvent<SourceRecord> record) {
            effects.add("marked");
        }

        @Override
        public void markBatchFinished() {
            effects.add("finished");
        }

        @Override
        public void markProcessed(RecordChangeEvent<SourceRecord> record, DebeziumEngine.Offsets offsets) {
            throw new AssertionError("the relay never rewrites offsets");
        }

        @Override
        public DebeziumEngine.Offsets buildOffsets() {
            throw new AssertionError("the relay never rewrites offsets");
        }
    }
}
