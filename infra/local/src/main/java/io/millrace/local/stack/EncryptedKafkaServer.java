package io.millrace.local.stack;

import io.millrace.local.kafka.KafkaProperties;
import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.security.plain.PlainLoginModule;

/** Kafka with a second listener, which speaks TLS: the only one that clients are told of. */
record EncryptedKafkaServer(LocalKafka server, int port, String password, TestAuthority authority)
        implements KafkaServer, ProcessServer {

    static EncryptedKafkaServer in(Path folder, TestAuthority authority) {
        int client = LoopbackPorts.any();
        int controller = LoopbackPorts.any();
        int encrypted = LoopbackPorts.any();
        String password = Secrets.password();
        LocalKafka server = new LocalKafka(new KafkaProperties(
                folder.resolve("kafka"),
                folder.resolve("kafka.log"),
                client,
                controller,
                password,
                settings(client, controller, encrypted, password, authority),
                List.of("-XX:TieredStopAtLevel=1"),
                Lifetime.TIED_TO_PARENT,
                Duration.ofMinutes(2)));
        return new EncryptedKafkaServer(server, encrypted, password, authority);
    }

    private static Map<String, String> settings(
            int client, int controller, int encrypted, String password, TestAuthority authority) {
        String plain = "CLIENT://127.0.0.1:" + client;
        try {
            return Map.of(
                    "listeners",
                    plain + ",CONTROLLER://127.0.0.1:" + controller + ",ENCRYPTED://127.0.0.1:" + encrypted,
                    "advertised.listeners",
                    plain + ",ENCRYPTED://" + TestAuthority.HOST + ":" + encrypted,
                    "listener.security.protocol.map",
                    "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,ENCRYPTED:SASL_SSL",
                    "listener.name.encrypted.plain.sasl.jaas.config",
                    "%s required user_%s=\"%s\";"
                            .formatted(PlainLoginModule.class.getName(), LocalKafka.USER, password),
                    "listener.name.encrypted.ssl.keystore.type",
                    "PEM",
                    "listener.name.encrypted.ssl.keystore.certificate.chain",
                    Files.readString(authority.serverCertificate()),
                    "listener.name.encrypted.ssl.keystore.key",
                    Files.readString(authority.serverKey()));
        } catch (IOException e) {
            throw new LocalProcessException("Kafka does not take its certificate: " + e.getMessage(), e);
        }
    }

    @Override
    public String bootstrapServers() {
        return TestAuthority.HOST + ":" + port;
    }

    @Override
    public Map<String, Object> clientProperties() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                LocalKafka.MECHANISM,
                "sasl.jaas.config",
                LocalKafka.jaasConfig(password),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                authority.certificate().toString()));
    }

    @Override
    public String toString() {
        return "Kafka with TLS on " + bootstrapServers();
    }
}
