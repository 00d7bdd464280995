package io.millrace.ingest.document.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record's headers as CloudEvents' Kafka binding, binary mode, writes them; each may be absent. */
record RecordHeaders(
        Optional<String> contentType,
        Optional<String> eventId,
        Optional<String> type,
        Optional<Instant> time,
        Optional<Long> sequence,
        Optional<String> traceparent) {

    /** @throws RefusedEventException if a time or a sequence is none */
    static RecordHeaders of(Headers headers) {
        return new RecordHeaders(
                text(headers, "content-type"),
                text(headers, "ce_id"),
                text(headers, "ce_type"),
                text(headers, "ce_time").map(RecordHeaders::time),
                text(headers, "sequence").or(() -> text(headers, "ce_sequence")).map(RecordHeaders::sequence),
                text(headers, "traceparent").or(() -> text(headers, "ce_traceparent")));
    }

    private static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        byte @Nullable [] value = header == null ? null : header.value();
        return value == null || value.length == 0
                ? Optional.empty()
                : Optional.of(Utf8.storable(new String(value, StandardCharsets.UTF_8), "header " + name));
    }

    static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new RefusedEventException(
                    RefusalCode.INVALID_FIELD, "A time must be as in RFC 3339, such as 2026-01-31T12:00:00Z.", e);
        }
    }

    private static long sequence(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new RefusedEventException(
                    RefusalCode.INVALID_FIELD, "The header sequence must be a whole number of 64 bits.", e);
        }
    }
}
