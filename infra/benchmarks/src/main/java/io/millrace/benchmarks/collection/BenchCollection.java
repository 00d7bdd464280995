package io.millrace.benchmarks.collection;

import io.millrace.benchmarks.BenchSettings;
import io.millrace.benchmarks.stack.PrivateStack;
import io.millrace.schemas.avro.CollectionSpec;
import io.millrace.schemas.avro.Uuid;
import io.millrace.schemas.changeevent.ChangeEventOp;
import io.millrace.schemas.id.CollectionId;
import io.millrace.schemas.id.NameBasedUuid;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.schemas.topic.RecordHeaderNames;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A collection of one round. Nothing of it exists until {@link #create} or {@link #createTopic} is called. */
public record BenchCollection(CollectionId id, CollectionSpec spec) {

    private static final String INSERT = """
            INSERT INTO millrace.collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions)
            VALUES (?, ?, ?, ?, ?, ?)""";

    private static final int SEND_SECONDS = 30;

    public static BenchCollection named(String name, int dimension) {
        CollectionId id = CollectionId.random();
        return new BenchCollection(
                id,
                new CollectionSpec(
                        new Uuid(NameBasedUuid.toBytes(id.value())),
                        name,
                        id.vectorStoreName().value(),
                        1L,
                        modelName(dimension),
                        dimension,
                        "COSINE",
                        "NONE",
                        PrivateStack.PARTITIONS));
    }

    /** One per round, by the round's number; the same whenever asked. */
    public static IntFunction<BenchCollection> series(String prefix, BenchSettings settings) {
        Map<Integer, BenchCollection> made = new ConcurrentHashMap<>();
        return round -> made.computeIfAbsent(
                round, number -> named(prefix + (number - settings.firstRound()), settings.dimension()));
    }

    /** The built-in model of feature hashing with so many dimensions. */
    public static String modelName(int dimension) {
        return "hashing-" + dimension;
    }

    public VectorStoreName store() {
        return id.vectorStoreName();
    }

    public String name() {
        return spec.getName();
    }

    /** The topic of its change events. */
    public String topic(PrivateStack stack) {
        return stack.topics().chunks(store());
    }

    /** Only the topic of its change events. */
    public void createTopic(PrivateStack stack) {
        stack.ensureTopics(List.of(TopicSpec.chunks(stack.topics(), store(), PrivateStack.PARTITIONS)));
    }

    /** What a user's request to query-api leaves once the relay has passed it on: topics, row, spec in its topic. */
    public void create(PrivateStack stack) throws Exception {
        createTopic(stack);
        stack.ensureTopics(List.of(TopicSpec.deadLetters(topic(stack))));
        try (Connection connection = stack.administrator();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, id.value());
            insert.setString(2, name());
            insert.setString(3, store().value());
            insert.setString(4, spec.getEmbeddingModel());
            insert.setInt(5, spec.getDimension());
            insert.setInt(6, spec.getTopicPartitions());
            insert.executeUpdate();
        }
        ByteBuffer encoded = CollectionSpec.getEncoder().encode(spec);
        byte[] value = new byte[encoded.remaining()];
        encoded.get(value);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(stack.topics().collections(), NameBasedUuid.toBytes(id.value()), value);
        record.headers()
                .add(
                        RecordHeaderNames.OP,
                        ChangeEventOp.COLLECTION_SPEC.wireName().getBytes(StandardCharsets.UTF_8));
        Map<String, Object> properties = stack.kafkaProperties();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record).get(SEND_SECONDS, TimeUnit.SECONDS);
        }
    }
}
