package io.millrace.query.broker;

import io.millrace.schemas.transport.KafkaTransport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code millrace.kafka.*}: how to reach Kafka.
 *
 * @param bootstrapServers {@code MILLRACE_KAFKA_BOOTSTRAP_SERVERS}
 * @param securityProtocol {@code MILLRACE_KAFKA_SECURITY_PROTOCOL}; PLAINTEXT when absent
 * @param saslMechanism {@code MILLRACE_KAFKA_SASL_MECHANISM}
 * @param saslJaasConfig {@code MILLRACE_KAFKA_SASL_JAAS_CONFIG}; never shown
 * @param caFile {@code MILLRACE_KAFKA_CA_FILE}: the authorities that sign the brokers' certificates, in PEM; those that Java knows
 *     when absent
 * @param sendTimeout how long a change may wait to be acknowledged before its request fails
 * @param adminTimeout how long a question to the cluster may take
 */
@ConfigurationProperties("millrace.kafka")
public record BrokerProperties(
        String bootstrapServers,
        @Nullable String securityProtocol,
        @Nullable String saslMechanism,
        @Nullable String saslJaasConfig,
        @Nullable String caFile,
        Duration sendTimeout,
        Duration adminTimeout) {

    /**
     * What every client needs to connect.
     *
     * @throws io.millrace.schemas.transport.UnsafeTransportException with one sentence, if the authorities cannot be read
     */
    Map<String, Object> clientProperties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        put(properties, CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, securityProtocol);
        put(properties, SaslConfigs.SASL_MECHANISM, saslMechanism);
        put(properties, SaslConfigs.SASL_JAAS_CONFIG, saslJaasConfig);
        properties.putAll(
                KafkaTransport.trusting(Optional.ofNullable(caFile).filter(file -> !file.isBlank()), securityProtocol));
        return properties;
    }

    private static void put(Map<String, Object> properties, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            properties.put(name, value);
        }
    }

    @Override
    public String toString() {
        return "BrokerProperties[bootstrapServers=" + bootstrapServers + ", securityProtocol=" + securityProtocol
                + ", saslMechanism=" + saslMechanism + ", saslJaasConfig=***]";
    }
}
