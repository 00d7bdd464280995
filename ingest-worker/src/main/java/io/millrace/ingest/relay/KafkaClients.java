package io.millrace.ingest.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The Kafka clients of one leader. They end with its leadership, and before its lock is let go: what it could not send must
 * not come after what the next leader sends.
 */
final class KafkaClients implements AutoCloseable {

    private final Map<String, Object> common;
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;

    /** @param common what every client needs: servers and security; producer settings in it hold unless ours must */
    KafkaClients(Map<String, Object> common, Duration deliveryTimeout) {
        this.common = Map.copyOf(common);
        producer = new KafkaProducer<>(ProducerConfiguration.of(common, deliveryTimeout));
        Map<String, Object> adminSettings = only(AdminClientConfig.configNames(), common);
        adminSettings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        adminSettings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        admin = Admin.create(adminSettings);
    }

    private static Map<String, Object> only(Set<String> known, Map<String, Object> settings) {
        Map<String, Object> kept = new HashMap<>(settings);
        kept.keySet().retainAll(known);
        return kept;
    }

    Producer<byte[], byte[]> producer() {
        return producer;
    }

    Admin admin() {
        return admin;
    }

    Consumer<byte[], byte[]> newConsumer() {
        Map<String, Object> all = only(ConsumerConfig.configNames(), common);
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 15_000);
        all.put(CommonClientConfigs.CLIENT_ID_CONFIG, "millrace-relay-watermark");
        return new KafkaConsumer<>(all);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
