package io.millrace.local.kafka;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;

/** The node's {@code server.properties}. It holds the password, so only its owner can read it. */
final class BrokerConfiguration {
    private static final String SECURITY = "SASL_PLAINTEXT";

    /** What a single node of little memory needs; see Kafka's broker configuration reference. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("listener.security.protocol.map", "CLIENT:" + SECURITY + ",CONTROLLER:" + SECURITY),
            Map.entry("inter.broker.listener.name", "CLIENT"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("sasl.enabled.mechanisms", LocalKafka.MECHANISM),
            Map.entry("sasl.mechanism.inter.broker.protocol", LocalKafka.MECHANISM),
            Map.entry("sasl.mechanism.controller.protocol", LocalKafka.MECHANISM),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "4"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("min.insync.replicas", "1"),
            // A document event carries the whole document
            Map.entry("message.max.bytes", "17825792"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("num.network.threads", "2"),
            // The system's own buffers, which grow with the connection
            Map.entry("socket.send.buffer.bytes", "-1"),
            Map.entry("socket.receive.buffer.bytes", "-1"),
            Map.entry("num.io.threads", "4"),
            Map.entry("background.threads", "4"),
            Map.entry("log.cleaner.dedupe.buffer.size", "16777216"),
            // Two of these files are mapped for every partition, and the first write to one costs by its size
            Map.entry("log.index.size.max.bytes", "1048576"),
            // Often, so that a start is soon ready. The session stays Kafka's: the only broker is fenced when it ends
            Map.entry("broker.heartbeat.interval.ms", "500"));

    private BrokerConfiguration() {}

    static void write(KafkaProperties properties, Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Writer writer = Files.newBufferedWriter(file)) {
            of(properties).store(writer, "Written before each start");
        }
    }

    private static Properties of(KafkaProperties properties) {
        String client = "CLIENT://127.0.0.1:" + properties.port();
        String controller = "127.0.0.1:" + properties.controllerPort();
        String login = LocalKafka.PLAIN_LOGIN_MODULE
                + " required username=\"%1$s\" password=\"%2$s\" user_%1$s=\"%2$s\";"
                        .formatted(LocalKafka.USER, properties.password());
        Properties all = new Properties();
        all.putAll(SETTINGS);
        all.put("listeners", client + ",CONTROLLER://" + controller);
        all.put("advertised.listeners", client);
        all.put("controller.quorum.voters", "1@" + controller);
        all.put("listener.name.client.plain.sasl.jaas.config", login);
        all.put("listener.name.controller.plain.sasl.jaas.config", login);
        all.put("log.dirs", dataDirectory(properties).toString());
        all.putAll(properties.settings());
        return all;
    }

    static Path dataDirectory(KafkaProperties properties) {
        return properties.directory().resolve("data");
    }
}
