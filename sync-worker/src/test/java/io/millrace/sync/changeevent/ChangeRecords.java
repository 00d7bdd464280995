package io.millrace.sync.changeevent;

import io.millrace.schemas.changeevent.ChangeEvent;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.topic.RecordHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Change events as the records of one partition that the relay would have sent. */
final class ChangeRecords {

    private final ChangeEventCodec codec;
    private long offset;

    ChangeRecords(ChangeEventCodec codec) {
        this.codec = codec;
    }

    ConsumerRecord<byte[], byte[]> next(ChangeEvent event) {
        RecordHeaders headers = new RecordHeaders();
        Map.of(
                        RecordHeaderNames.OP, codec.op(event).wireName(),
                        RecordHeaderNames.DOCUMENT_ID, event.documentId().toString(),
                        RecordHeaderNames.VERSION, Long.toString(event.version()))
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(
                "t",
                0,
                ++offset,
                0,
                TimestampType.CREATE_TIME,
                16,
                0,
                codec.key(event),
                codec.value(event),
                headers,
                Optional.empty());
    }
}
