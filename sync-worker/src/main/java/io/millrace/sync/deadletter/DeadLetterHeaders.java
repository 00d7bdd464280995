package io.millrace.sync.deadletter;

import io.millrace.schemas.topic.RecordHeaderNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers that a dead letter has besides its own: names and encodings of Spring for Apache Kafka, in which partition,
 * offset and timestamp are big-endian integers, so that its tools read ours and ours read its.
 */
final class DeadLetterHeaders {

    static final String PREFIX = "kafka_dlt-";
    static final String TOPIC = PREFIX + "original-topic";
    static final String PARTITION = PREFIX + "original-partition";
    static final String OFFSET = PREFIX + "original-offset";
    static final String TIMESTAMP = PREFIX + "original-timestamp";
    static final String TIMESTAMP_TYPE = PREFIX + "original-timestamp-type";
    static final String GROUP = PREFIX + "original-consumer-group";
    static final String REASON = PREFIX + "exception-message";

    private DeadLetterHeaders() {}

    static void add(Headers headers, DeadLetter letter, String group) {
        ConsumerRecord<byte[], byte[]> record = letter.record();
        headers.add(TOPIC, text(record.topic()));
        headers.add(
                PARTITION,
                ByteBuffer.allocate(Integer.BYTES).putInt(record.partition()).array());
        headers.add(
                OFFSET, ByteBuffer.allocate(Long.BYTES).putLong(record.offset()).array());
        headers.add(
                TIMESTAMP,
                ByteBuffer.allocate(Long.BYTES).putLong(record.timestamp()).array());
        headers.add(TIMESTAMP_TYPE, text(record.timestampType().toString()));
        headers.add(GROUP, text(group));
        headers.add(REASON, text(letter.reason()));
        headers.add(RecordHeaderNames.ERROR_CODE, text(letter.code()));
    }

    /** Whether a header was added when its record became a dead letter. */
    static boolean isAdded(String name) {
        return name.startsWith(PREFIX) || name.equals(RecordHeaderNames.ERROR_CODE);
    }

    static @Nullable String text(Headers headers, String name) {
        byte @Nullable [] value = value(headers, name);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** A big-endian integer of four or eight bytes; the fallback if the header is absent or has another length. */
    static long number(Headers headers, String name, long fallback) {
        byte @Nullable [] value = value(headers, name);
        if (value == null) {
            return fallback;
        }
        return switch (value.length) {
            case Integer.BYTES -> ByteBuffer.wrap(value).getInt();
            case Long.BYTES -> ByteBuffer.wrap(value).getLong();
            default -> fallback;
        };
    }

    private static byte @Nullable [] value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : header.value();
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
