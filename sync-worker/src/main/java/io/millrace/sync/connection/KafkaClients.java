package io.millrace.sync.connection;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka clients as this worker needs them: bytes in, bytes out, nothing committed by itself. */
public record KafkaClients(Map<String, String> common) {

    public KafkaClients {
        common = Map.copyOf(common);
    }

    /**
     * A member of a group that sees new topics within a second. The classic protocol with cooperative assignment: under
     * the newer one the broker evaluates a subscription's pattern, at an interval that no client can shorten.
     */
    public KafkaConsumer<byte[], byte[]> member(String group, int maxPollRecords) {
        Map<String, Object> config = consumerConfig(maxPollRecords);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 1_000);
        // A worker that died is replaced after this long; polling goes on while its lanes wait.
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A reader without a group: it is told what to read and commits nothing. */
    public KafkaConsumer<byte[], byte[]> reader(int maxPollRecords) {
        return new KafkaConsumer<>(
                consumerConfig(maxPollRecords), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A producer whose acknowledgement means that all in-sync replicas have the record. */
    public KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> config = new HashMap<>(common);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 17 * 1024 * 1024);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public Admin admin() {
        Map<String, Object> config = new HashMap<>(common);
        config.put("request.timeout.ms", 10_000);
        config.put("default.api.timeout.ms", 20_000);
        return Admin.create(config);
    }

    private Map<String, Object> consumerConfig(int maxPollRecords) {
        Map<String, Object> config = new HashMap<>(common);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        // The system's own, which grows with the connection: a fixed window costs a round trip each time it is full.
        config.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
        // A partition that resumes while a fetch of the others is out waits no longer than this.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 2 * 1024 * 1024);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        return config;
    }

    @Override
    public String toString() {
        return "KafkaClients[" + common.get("bootstrap.servers") + "]";
    }
}
