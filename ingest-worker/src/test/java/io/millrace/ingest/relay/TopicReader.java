package io.millrace.ingest.relay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads one topic from its beginning; waits until it exists. */
final class TopicReader implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<String, ConsumerRecord<byte[], byte[]>> first = new LinkedHashMap<>();
    private final Map<String, List<String>> idsOfDocument = new HashMap<>();
    private final Map<String, String> lastIdOfKey = new HashMap<>();

    TopicReader(Map<String, Object> client, String topic) {
        consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                RelayScene.await().until(() -> consumer.partitionsFor(topic), found -> !found.isEmpty()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
            records.add(record);
            String id = header(record, "millrace-event-id");
            if (first.putIfAbsent(id, record) == null) {
                idsOfDocument
                        .computeIfAbsent(header(record, "millrace-document-id"), any -> new ArrayList<>())
                        .add(id);
            }
            lastIdOfKey.put(HexFormat.of().formatHex(record.key()), id);
        }
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** The first delivery of a row, waited for. */
    ConsumerRecord<byte[], byte[]> delivery(String id) {
        return RelayScene.await()
                .until(
                        () -> {
                            poll();
                            return Optional.ofNullable(first.get(id));
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    List<String> idsOf(String document) {
        return idsOfDocument.getOrDefault(document, List.of());
    }

    Map<String, String> lastIdOfKey() {
        return lastIdOfKey;
    }

    static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> all = new HashMap<>();
        record.headers().forEach(header -> all.put(header.key(), header(record, header.key())));
        return all;
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
