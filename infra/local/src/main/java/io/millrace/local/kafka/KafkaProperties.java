package io.millrace.local.kafka;

import io.millrace.local.process.Lifetime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One Kafka node, broker and controller in one.
 *
 * @param directory holds the logs, the configuration and the pid file; created when missing
 * @param logFile where the node writes its log
 * @param port of the clients' listener on 127.0.0.1
 * @param controllerPort of the controller's listener on 127.0.0.1
 * @param password of the user {@value LocalKafka#USER}
 * @param settings broker settings over Millrace's own
 * @param jvmOptions options of the node's JVM over Millrace's own
 * @param startBound how long a start may take, log recovery included
 */
public record KafkaProperties(
        Path directory,
        Path logFile,
        int port,
        int controllerPort,
        String password,
        Map<String, String> settings,
        List<String> jvmOptions,
        Lifetime lifetime,
        Duration startBound) {

    public KafkaProperties {
        if (!password.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("password must be of letters, digits, '_' and '-'");
        }
        directory = directory.toAbsolutePath().normalize();
        logFile = logFile.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
        jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    public String toString() {
        return "KafkaProperties[directory=" + directory + ", port=" + port + ", password=***]";
    }
}
