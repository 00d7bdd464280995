package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.converters.ByteArrayConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The connector for Kafka Connect sends what the relay sends. */
class ConnectConnectorIT {

    private RelayScene scene;

    @BeforeEach
    void prepare() throws Exception {
        scene = new RelayScene();
    }

    @AfterEach
    void cleanUp() {
        scene.close();
    }

    @Test
    void connectorSendsTheSameRecordsAsTheRelay() throws Exception {
        OutboxRelay relay = scene.startRelay();
        RelayScene.awaitStreaming(relay);
        scene.admin("SELECT pg_create_logical_replication_slot('" + scene.slot + "_c', 'pgoutput')");
        List<String> ids = new ArrayList<>();
        try (Connection ingest = scene.ingest()) {
            ids.add(scene.insert(ingest, 4, UUID.randomUUID(), 12, new byte[] {1, 0, -1}));
            ids.add(scene.insert(ingest, 5, UUID.randomUUID(), 13, null));
        }
        List<Sent> byRelay = new ArrayList<>();
        try (TopicReader reader = scene.reader()) {
            ids.forEach(id -> byRelay.add(Sent.of(reader.delivery(id))));
        }
        try {
            assertThat(sentByConnector(ids.size())).isEqualTo(byRelay);
        } finally {
            scene.admin(
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active AND slot_name = '"
                            + scene.slot + "_c'");
            RelayScene.await()
                    .ignoreExceptions()
                    .untilAsserted(() -> scene.admin("SELECT pg_drop_replication_slot('" + scene.slot + "_c')"));
        }
    }

    private List<Sent> sentByConnector(int wanted) throws Exception {
        BlockingQueue<SourceRecord> routed = new LinkedBlockingQueue<>();
        DebeziumEngine<RecordChangeEvent<SourceRecord>> engine = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(connectorProperties())
                .notifying(event -> routed.add(event.record()))
                .build();
        Thread thread = Thread.ofPlatform().daemon().start(engine);
        List<Sent> sent = new ArrayList<>();
        while (sent.size() < wanted) {
            SourceRecord record = routed.poll(RelayScene.BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThat(record).as("a record of the connector").isNotNull();
            sent.add(Sent.of(record));
        }
        engine.close();
        thread.join(RelayScene.BOUND);
        return sent;
    }

    private Properties connectorProperties() throws Exception {
        Path file = Path.of("..", "infra", "connect", "millrace-outbox.json");
        Properties all = new Properties();
        JsonMapper.shared()
                .readTree(Files.readString(file))
                .get("config")
                .properties()
                .forEach(entry ->
                        all.setProperty(entry.getKey(), entry.getValue().asString()));
        PostgresEndpoint postgres = scene.endpoint();
        all.putAll(Map.of(
                "name",
                "connect",
                "offset.storage",
                MemoryOffsetBackingStore.class.getName(),
                "slot.name",
                scene.slot + "_c",
                "topic.prefix",
                scene.slot,
                "database.hostname",
                postgres.host(),
                "database.port",
                Integer.toString(postgres.port()),
                "database.dbname",
                postgres.database(),
                "database.password",
                postgres.password(),
                "database.sslmode",
                "disable",
                "transforms.outbox.route.topic.replacement",
                scene.topics.prefix() + ".${routedByValue}"));
        return all;
    }

    /** A record as it is on the wire, but for a header without value, which is none. */
    private record Sent(
            String topic,
            int partition,
            List<Byte> key,
            @Nullable List<Byte> value,
            Map<String, String> headers) {

        static Sent of(ConsumerRecord<byte[], byte[]> record) {
            return new Sent(
                    record.topic(),
                    record.partition(),
                    list(record.key()),
                    nullable(record.value()),
                    TopicReader.headers(record));
        }

        private static final SimpleHeaderConverter HEADERS = new SimpleHeaderConverter();

        /** As {@code WorkerSourceTask} does with the converters that the connector names. */
        static Sent of(SourceRecord record) {
            ByteArrayConverter converter = new ByteArrayConverter();
            Map<String, String> headers = new HashMap<>();
            record.headers().forEach(header -> {
                byte[] bytes = HEADERS.fromConnectHeader(record.topic(), header.key(), header.schema(), header.value());
                if (bytes != null) {
                    headers.put(header.key(), new String(bytes, StandardCharsets.UTF_8));
                }
            });
            return new Sent(
                    record.topic(),
                    record.kafkaPartition(),
                    list(converter.fromConnectData(record.topic(), record.keySchema(), record.key())),
                    nullable(converter.fromConnectData(record.topic(), record.valueSchema(), record.value())),
                    headers);
        }

        private static @Nullable List<Byte> nullable(byte @Nullable [] bytes) {
            return bytes == null ? null : list(bytes);
        }

        private static List<Byte> list(byte[] bytes) {
            List<Byte> list = new ArrayList<>();
            for (byte b : bytes) {
                list.add(b);
            }
            return list;
        }
    }
}
