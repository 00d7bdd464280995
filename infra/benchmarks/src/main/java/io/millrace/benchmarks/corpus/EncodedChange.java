package io.millrace.benchmarks.corpus;

import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.changeevent.ChangeEventOp;
import io.millrace.schemas.id.DocumentId;
import io.millrace.schemas.topic.DocumentPartition;
import io.millrace.schemas.topic.RecordHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A change event as bytes, ready for the outbox or for its topic. The arrays are handed over, not copied: do not write to
 * them.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between two byte buffers, never compared
public record EncodedChange(
        ChangeEventOp op, byte[] key, byte[] value, int partition, DocumentId document, long version) {

    private static final ChangeEventCodec CODEC = new ChangeEventCodec();

    /** @throws IllegalArgumentException for a delete, which has no value and is no part of any benchmark */
    public static EncodedChange of(ChangeEvent event, int partitions) {
        byte[] value = CODEC.value(event);
        if (value == null) {
            throw new IllegalArgumentException("a delete has no value");
        }
        return new EncodedChange(
                CODEC.op(event),
                CODEC.key(event),
                value,
                DocumentPartition.of(event.documentId(), partitions),
                event.documentId(),
                event.version());
    }

    /** The record that the relay would send for it, headers included. */
    public ProducerRecord<byte[], byte[]> record(String topic) {
        Headers headers = new RecordHeaders();
        add(headers, RecordHeaderNames.OP, op.wireName());
        add(headers, RecordHeaderNames.EVENT_ID, UUID.randomUUID().toString());
        add(headers, RecordHeaderNames.DOCUMENT_ID, document.toString());
        add(headers, RecordHeaderNames.VERSION, Long.toString(version));
        return new ProducerRecord<>(topic, partition, key, value, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
