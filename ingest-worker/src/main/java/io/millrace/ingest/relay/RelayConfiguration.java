package io.millrace.ingest.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.topic.TopicNames;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The relay as part of an application, unless {@code millrace.relay.enabled=false}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "millrace.relay.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties({RelayProperties.class, KafkaProperties.class})
class RelayConfiguration {

    /** Not ended as a bean: {@link RelayLifecycle} ends it while what it needs still lives. */
    @Bean(destroyMethod = "")
    OutboxRelay outboxRelay(
            RelayProperties properties,
            @Value("${millrace.postgres.direct-url:}") String directUrl,
            KafkaProperties kafka,
            TopicNames topics,
            MeterRegistry meters) {
        if (properties.password().isEmpty()) {
            throw new IllegalArgumentException(
                    "millrace.relay.password (MILLRACE_RELAY_PASSWORD) must be set to the password"
                            + " of millrace_relay, or millrace.relay.enabled to false.");
        }
        return new OutboxRelay(
                properties,
                PostgresEndpoint.of(directUrl, DatabaseRole.RELAY.roleName(), properties.password()),
                kafka.buildProducerProperties(),
                topics,
                meters);
    }

    @Bean
    RelayLifecycle relayLifecycle(OutboxRelay relay) {
        return new RelayLifecycle(relay);
    }

    @Bean
    RelayHealthIndicator relayHealthIndicator(OutboxRelay relay) {
        return new RelayHealthIndicator(relay);
    }
}
