package io.millrace.ingest.relay;

import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.topic.TopicNames;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Outbox rows as Kafka records: topic, partition, key and value as the row says, the rest as headers of UTF-8 text. */
final class OutboxRecords {

    private final TopicNames topics;

    OutboxRecords(TopicNames topics) {
        this.topics = topics;
    }

    /** A column that is null has no header. */
    ProducerRecord<byte[], byte[]> of(OutboxRow row) {
        Headers headers = new RecordHeaders();
        add(headers, RecordHeaderNames.OP, row.type());
        add(headers, RecordHeaderNames.EVENT_ID, row.id());
        add(headers, RecordHeaderNames.DOCUMENT_ID, row.documentId());
        add(headers, RecordHeaderNames.VERSION, Long.toString(row.version()));
        add(headers, RecordHeaderNames.TRACEPARENT, row.traceparent());
        return new ProducerRecord<>(
                topics.ofAggregate(row.aggregateType()), row.partition(), row.key(), row.payload(), headers);
    }

    private static void add(Headers headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name, value.getBytes(StandardCharsets.UTF_8));
        }
    }
}
