package io.millrace.query.broker;

import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The clients of Kafka. None connects before it is used. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerProperties.class)
class BrokerConfiguration {

    private static final int MAX_REQUEST_BYTES = 16 * 1024 * 1024;

    @Bean
    TopicNames topicNames(@Value("${millrace.topics.prefix}") String prefix) {
        return new TopicNames(prefix);
    }

    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> producer(BrokerProperties properties) {
        Map<String, Object> settings = properties.clientProperties();
        int timeout = Math.toIntExact(properties.sendTimeout().toMillis());
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-query-api");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean(destroyMethod = "close")
    Admin admin(BrokerProperties properties) {
        Map<String, Object> settings = properties.clientProperties();
        int timeout = Math.toIntExact(properties.adminTimeout().toMillis());
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-query-api-admin");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
        return Admin.create(settings);
    }

    @Bean
    TopicProvisioner topicProvisioner(Admin admin) {
        return new TopicProvisioner(admin, Optional.empty());
    }
}
