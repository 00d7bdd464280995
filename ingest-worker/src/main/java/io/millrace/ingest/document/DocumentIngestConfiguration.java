package io.millrace.ingest.document;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.embedding.EmbedderRegistry;
import io.millrace.ingest.collection.CollectionCatalog;
import io.millrace.ingest.deadletter.DeadLetterSink;
import io.millrace.ingest.deadletter.KafkaDeadLetterSink;
import io.millrace.ingest.document.event.DocumentChangeReader;
import io.millrace.ingest.document.event.DocumentEventDecoder;
import io.millrace.ingest.document.event.DocumentsProperties;
import io.millrace.ingest.document.event.HttpSchemaRegistry;
import io.millrace.ingest.document.event.SchemaRegistry;
import io.millrace.ingest.outbox.OutboxWriter;
import io.millrace.schemas.topic.TopicNames;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/** Wires the way of a document event. */
@Configuration(proxyBeanMethods = false)
class DocumentIngestConfiguration {

    /** Larger than any record the documents topic takes, for a dead letter has more headers than the record had. */
    private static final int MAX_REQUEST = 18 * 1024 * 1024;

    @Bean
    CollectionCatalog collectionCatalog(DSLContext database, Clock clock) {
        return new CollectionCatalog(database, clock);
    }

    @Bean
    SchemaRegistry schemaRegistry(@Value("${millrace.schema-registry.url:}") String url) {
        return url.isBlank() ? SchemaRegistry.notConfigured() : new HttpSchemaRegistry(URI.create(url));
    }

    @Bean(destroyMethod = "close")
    Admin kafkaAdminClient(KafkaProperties kafka) {
        return Admin.create(kafka.buildAdminProperties());
    }

    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> deadLetterProducer(KafkaProperties kafka) {
        Map<String, Object> config = kafka.buildProducerProperties();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-ingest-dead-letters");
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean
    DeadLetterSink deadLetterSink(Producer<byte[], byte[]> deadLetterProducer, Admin admin, TopicNames topics) {
        return new KafkaDeadLetterSink(deadLetterProducer, admin, topics.ingestGroup());
    }

    @Bean(destroyMethod = "close")
    DocumentEventListener documentEventListener(
            DSLContext database,
            EmbedderRegistry embedders,
            CollectionCatalog collections,
            DocumentsProperties limits,
            SchemaRegistry registry,
            DeadLetterSink deadLetters,
            Admin admin,
            MeterRegistry meters) {
        TopicIds topicIds = new TopicIds(admin);
        DocumentStore store = new DocumentStore(database);
        DocumentBatchProcessor processor = new DocumentBatchProcessor(
                new DocumentEventDecoder(registry),
                new DocumentChangeReader(collections, limits),
                topicIds,
                database,
                store,
                new ChunkEmbedder(store, embedders),
                new DocumentCommitter(database, new OutboxWriter()),
                deadLetters,
                new IngestMetrics(meters));
        return new DocumentEventListener(processor, topicIds);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    DocumentRetention documentRetention(DSLContext database, RetentionProperties properties, Clock clock) {
        return new DocumentRetention(database, properties, clock);
    }

    /** One consumer: a worker's parallelism is in its embedding calls and in its transactions, the system's in its workers. */
    @Bean(destroyMethod = "")
    KafkaMessageListenerContainer<byte[], byte[]> documentContainer(
            KafkaProperties kafka, TopicNames topics, DocumentEventListener listener) {
        Map<String, Object> config = kafka.buildConsumerProperties();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, topics.ingestGroup());
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Eager: every rebalance gives up all partitions, so that abandoning the batch at work loses nothing.
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-ingest");
        config.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 60_000);
        // The system's own, which grows with the connection: a fixed window costs a round trip each time it is full
        config.putIfAbsent(ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);
        // A worker that died is replaced after this long; polling goes on while it works.
        config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        ContainerProperties properties = new ContainerProperties(topics.documents());
        properties.setGroupId(topics.ingestGroup());
        properties.setAckMode(AckMode.MANUAL);
        properties.setMessageListener(listener);
        properties.setConsumerRebalanceListener(listener);
        properties.setPollTimeout(1000);
        properties.setPollTimeoutWhilePaused(Duration.ofMillis(20));
        properties.setShutdownTimeout(Duration.ofSeconds(20).toMillis());
        KafkaMessageListenerContainer<byte[], byte[]> container = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                properties);
        container.setBeanName("documents");
        container.setAutoStartup(false);
        listener.attachTo(container);
        return container;
    }
}
