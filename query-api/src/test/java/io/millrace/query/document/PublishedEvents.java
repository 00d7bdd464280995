package io.millrace.query.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.query.QueryApiServer;
import io.millrace.schemas.avro.DocumentEvent;
import io.millrace.schemas.changeevent.AvroMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** What is in the documents topic. */
final class PublishedEvents {

    private static final BinaryMessageDecoder<DocumentEvent> DECODER =
            AvroMessages.decoder(new DocumentEvent().getSpecificData(), DocumentEvent.getClassSchema());

    private PublishedEvents() {}

    static DocumentEvent published(QueryApiServer server, String eventId) {
        Map<String, Object> settings = server.stack().kafka().clientProperties();
        settings.put("auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(server.topics().documents(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> poll(consumer, eventId), Optional::isPresent)
                    .orElseThrow();
        }
    }

    private static Optional<DocumentEvent> poll(KafkaConsumer<byte[], byte[]> consumer, String eventId)
            throws IOException {
        for (ConsumerRecord<byte[], byte[]> published : consumer.poll(Duration.ofMillis(200))) {
            DocumentEvent event = DECODER.decode(published.value());
            if (event.getEventId().equals(eventId)) {
                assertThat(new String(published.key(), StandardCharsets.UTF_8))
                        .isEqualTo(event.getCollection() + "/" + event.getSource());
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }
}
