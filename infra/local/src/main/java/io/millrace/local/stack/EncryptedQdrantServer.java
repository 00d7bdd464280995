package io.millrace.local.stack;

import io.grpc.TlsServerCredentials;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.qdrant.EmbeddedQdrant;
import io.millrace.local.qdrant.EmbeddedQdrantProperties;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** EmbeddedQdrant behind TLS, in this JVM: it cannot be killed alone. */
final class EncryptedQdrantServer implements QdrantServer {

    private final EmbeddedQdrantProperties properties;
    private final TestAuthority authority;
    private Optional<EmbeddedQdrant> server = Optional.empty();

    EncryptedQdrantServer(EmbeddedQdrantProperties properties, TestAuthority authority) {
        this.properties = properties;
        this.authority = authority;
    }

    @Override
    public String host() {
        return TestAuthority.HOST;
    }

    @Override
    public int grpcPort() {
        return properties.port();
    }

    @Override
    public String apiKey() {
        return properties.apiKey();
    }

    @Override
    public URI url() {
        return URI.create("https://" + host() + ":" + grpcPort());
    }

    @Override
    public synchronized void start() {
        if (server.isEmpty()) {
            try {
                server = Optional.of(EmbeddedQdrant.start(
                        properties,
                        TlsServerCredentials.create(
                                authority.serverCertificate().toFile(),
                                authority.serverKey().toFile())));
            } catch (IOException e) {
                throw new LocalProcessException("Qdrant does not take its certificate: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public synchronized void stop() {
        server.ifPresent(EmbeddedQdrant::close);
        server = Optional.empty();
    }

    @Override
    public void kill() {
        stop();
    }

    @Override
    public synchronized boolean isRunning() {
        return server.isPresent();
    }
}
