package io.millrace.local.stack;

import io.millrace.local.postgres.LocalPostgres;
import io.millrace.local.postgres.PostgresProperties;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.process.SideBySide;
import io.millrace.local.qdrant.EmbeddedQdrantProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL, Kafka and Qdrant of a test's own that are reached over TLS only. Their certificate names {@link TestAuthority#HOST},
 * and not the address that they listen on.
 */
public final class EncryptedStack implements Stack {

    /** Each connection that was let in is in the log, with its role. */
    private static final Map<String, String> SETTINGS =
            Map.of("fsync", "off", "full_page_writes", "off", "log_connections", "all");

    private final TestAuthority authority;
    private final TestAuthority stranger;
    private final EncryptedPostgresServer postgres;
    private final EncryptedKafkaServer kafka;
    private final EncryptedQdrantServer qdrant;
    private final Path log;

    private EncryptedStack(Path folder) {
        authority = TestAuthority.create(folder);
        stranger = TestAuthority.create(folder);
        log = folder.resolve("postgres.log");
        String password = Secrets.password();
        postgres = new EncryptedPostgresServer(
                new LocalPostgres(new PostgresProperties(
                        folder.resolve("postgres"),
                        log,
                        LoopbackPorts.any(),
                        password,
                        SETTINGS,
                        Lifetime.TIED_TO_PARENT,
                        Duration.ofMinutes(2))),
                password,
                authority);
        kafka = EncryptedKafkaServer.in(folder, authority);
        qdrant = new EncryptedQdrantServer(
                new EmbeddedQdrantProperties(
                        folder.resolve("qdrant"), LoopbackPorts.any(), Secrets.password(), Secrets.password()),
                authority);
    }

    /** @param folder for certificates, data and logs */
    public static EncryptedStack start(Path folder) {
        EncryptedStack stack = new EncryptedStack(folder);
        try {
            SideBySide.forEach(
                    List.<Runnable>of(stack.postgres::encrypt, stack.kafka::start, stack.qdrant::start), Runnable::run);
        } catch (LocalProcessException e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    /** In PEM: who signed the servers' certificate. */
    public Path authority() {
        return authority.certificate();
    }

    /** In PEM: an authority that signed none of them. */
    public Path otherAuthority() {
        return stranger.certificate();
    }

    /** What PostgreSQL has logged. */
    public String postgresLog() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new LocalProcessException("The log " + log + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public PostgresServer postgres() {
        return postgres;
    }

    @Override
    public KafkaServer kafka() {
        return kafka;
    }

    @Override
    public QdrantServer qdrant() {
        return qdrant;
    }

    @Override
    public void close() {
        postgres.kill();
        kafka.kill();
        qdrant.kill();
    }
}
