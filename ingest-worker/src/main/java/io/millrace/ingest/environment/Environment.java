package io.millrace.ingest.environment;

import io.millrace.schemas.secret.SecretVariables;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.transport.EncryptedTransport;
import io.millrace.schemas.transport.KafkaTransport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Environment variables, an empty one counting as absent, and a secret in its file counting as the variable's value. */
public record Environment(Map<String, String> variables) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    public static Environment ofProcess() {
        return new Environment(System.getenv());
    }

    /** @throws io.millrace.schemas.secret.UnusableSecretException if it is a secret whose file cannot be used */
    public Optional<String> get(String name) {
        return SecretVariables.find(name, variables::get);
    }

    /** @throws MissingVariableException if it is not set */
    public String require(String name) {
        return get(name).orElseThrow(() -> new MissingVariableException(name));
    }

    public TopicNames topicNames() {
        return new TopicNames(get("MILLRACE_TOPIC_PREFIX").orElse(TopicNames.DEFAULT_PREFIX));
    }

    /** What may cross the network. */
    public EncryptedTransport transport() {
        return EncryptedTransport.exceptFor(variables.get(EncryptedTransport.VARIABLE));
    }

    /**
     * What any Kafka client needs to connect. A fresh map.
     *
     * @throws io.millrace.schemas.transport.UnsafeTransportException if the network could read what is sent, or the authorities to
     *     trust cannot be read
     */
    public Map<String, Object> kafkaClient() {
        Map<String, Object> client = new HashMap<>();
        String servers = require("MILLRACE_KAFKA_BOOTSTRAP_SERVERS");
        transport().requireForKafka(servers, variables.get("MILLRACE_KAFKA_SECURITY_PROTOCOL"));
        client.put("bootstrap.servers", servers);
        Optional<String> protocol = get("MILLRACE_KAFKA_SECURITY_PROTOCOL");
        protocol.ifPresent(value -> client.put("security.protocol", value));
        client.putAll(KafkaTransport.trusting(get(KafkaTransport.CA_VARIABLE), protocol.orElse(null)));
        get("MILLRACE_KAFKA_SASL_MECHANISM").ifPresent(value -> client.put("sasl.mechanism", value));
        get("MILLRACE_KAFKA_SASL_JAAS_CONFIG").ifPresent(value -> client.put("sasl.jaas.config", value));
        return client;
    }

    /** Without the values, for some are secret. */
    @Override
    public String toString() {
        return "Environment" + variables.keySet();
    }
}
