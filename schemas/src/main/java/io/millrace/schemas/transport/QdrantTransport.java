package io.millrace.schemas.transport;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** How Qdrant is reached: over TLS, its certificate and the name in it checked, if the URL is https. */
public final class QdrantTransport {

    /** Names the file of the authorities that sign Qdrant's certificate, in PEM; without it they are those that Java knows. */
    public static final String CA_VARIABLE = "MILLRACE_QDRANT_CA_FILE";

    private static final int DEFAULT_PORT = 6334;

    private static final Metadata.Key<String> API_KEY = Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER);

    private QdrantTransport() {}

    /**
     * A channel that is not connected yet. Its calls carry the key, are sent by the thread that makes them, and are completed by
     * the channel's own: with the client's own credentials, each would go through two more threads. So what follows a call
     * must not block.
     *
     * @param url {@code http://host:port} or {@code https://host:port} of gRPC; without a port 6334
     * @param apiKey of Qdrant, if it has one
     * @throws UnsafeTransportException with one sentence, if the authorities cannot be read, or are given for a URL without TLS
     */
    public static ManagedChannelBuilder<?> channel(URI url, Optional<String> apiKey, Optional<String> authorities) {
        int port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
        Metadata headers = new Metadata();
        apiKey.ifPresent(key -> headers.put(API_KEY, key));
        return Grpc.newChannelBuilderForAddress(url.getHost(), port, credentials(url, authorities))
                .directExecutor()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** As {@link #channel}, for whoever wants to be refused early. */
    public static void check(URI url, Optional<String> authorities) {
        var _ = credentials(url, authorities);
    }

    private static ChannelCredentials credentials(URI url, Optional<String> authorities) {
        boolean tls = "https".equals(url.getScheme());
        if (!tls && authorities.isPresent()) {
            throw new UnsafeTransportException(
                    CA_VARIABLE + " names an authority, but MILLRACE_QDRANT_URL is without TLS:"
                            + " write https://, or leave " + CA_VARIABLE + " out.");
        }
        if (!tls) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        authorities.ifPresent(file -> builder.trustManager(trusting(file)));
        return builder.build();
    }

    private static TrustManager[] trusting(String file) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate authority : Authorities.read(file, CA_VARIABLE, "Qdrant")) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("certificates cannot be kept in memory", e);
        }
    }
}
