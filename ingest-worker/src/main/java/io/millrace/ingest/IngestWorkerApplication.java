package io.millrace.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.embedding.EmbedderRegistry;
import io.millrace.embedding.EmbeddingProperties;
import io.millrace.schemas.topic.TopicNames;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;

/** The worker as a Spring Boot application. Migrations are the {@code migrate} verb's, under a role that may. */
@SpringBootApplication(
        exclude = {FlywayAutoConfiguration.class, JooqAutoConfiguration.class, KafkaAutoConfiguration.class})
@ConfigurationPropertiesScan
@EnableConfigurationProperties({EmbeddingSettings.class, KafkaProperties.class})
public class IngestWorkerApplication {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    TopicNames topicNames(@Value("${millrace.topics.prefix}") String prefix) {
        return new TopicNames(prefix);
    }

    @Bean
    EmbedderRegistry embedderRegistry(EmbeddingSettings settings, MeterRegistry meters) {
        return EmbedderRegistry.of(new EmbeddingProperties(settings.defaultModel(), settings.models()), meters);
    }
}
