package io.millrace.local.stack;

import java.util.Map;

/** One Kafka broker that never creates topics by chance. */
public interface KafkaServer extends FaultableServer {
    String bootstrapServers();

    /** What any Kafka client needs to connect: bootstrap servers and security. A fresh map that the caller may change. */
    Map<String, Object> clientProperties();
}
