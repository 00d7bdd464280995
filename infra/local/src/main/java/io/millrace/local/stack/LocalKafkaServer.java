package io.millrace.local.stack;

import io.millrace.local.kafka.LocalKafka;
import java.util.Map;

/** A local Kafka, as tests see it. */
record LocalKafkaServer(LocalKafka server) implements KafkaServer, ProcessServer {
    @Override
    public String bootstrapServers() {
        return server.bootstrapServers();
    }

    @Override
    public Map<String, Object> clientProperties() {
        return server.clientProperties();
    }

    @Override
    public String toString() {
        return "Kafka on " + bootstrapServers();
    }
}
