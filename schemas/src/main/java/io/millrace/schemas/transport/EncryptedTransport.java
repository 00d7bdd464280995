package io.millrace.schemas.transport;

import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Other machines are reached over TLS, with the server's certificate checked, and with credentials. Loopback needs no TLS, and hosts
 * that an operator names need none either: those of a private network, such as a container's neighbours. Immutable.
 *
 * @param exceptions host names, in lower case
 */
public record EncryptedTransport(Set<String> exceptions) {

    /** Names the exceptions, separated by commas. */
    public static final String VARIABLE = "MILLRACE_UNENCRYPTED_HOSTS";

    private static final String EXCEPTION_IN_WORDS =
            ", or, if the network in between is yours alone, name the host in " + VARIABLE + ".";

    public EncryptedTransport {
        exceptions = Set.copyOf(exceptions);
    }

    /** @param hosts the value of {@link #VARIABLE}, or null */
    public static EncryptedTransport exceptFor(@Nullable String hosts) {
        return new EncryptedTransport(Arrays.stream((hosts == null ? "" : hosts).split(",", -1))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toSet()));
    }

    /**
     * Wants {@code sslmode=verify-full}: any weaker mode talks to whoever answers in the server's place.
     *
     * @param variable what the URL comes from, for the sentence
     * @throws UnsafeTransportException if a host would be reached otherwise; a URL that is none is left to whoever connects
     */
    public void requireForPostgres(String variable, String jdbcUrl) {
        Map<String, String> parsed = parsed(jdbcUrl);
        for (String host : parsed.getOrDefault("PGHOST", "localhost").split(",", -1)) {
            if (isOnANetwork(host) && !parsed.getOrDefault("sslmode", "").equals("verify-full")) {
                throw new UnsafeTransportException(variable + " reaches PostgreSQL on '" + host
                        + "' without making sure that it is the right server: add sslmode=verify-full to it, with"
                        + " sslrootcert=FILE for an authority of your own or"
                        + " sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory for the ones that Java knows"
                        + EXCEPTION_IN_WORDS);
            }
        }
    }

    /** As the driver itself reads the URL, so that both agree; nothing of one that it does not take. */
    private static Map<String, String> parsed(String jdbcUrl) {
        try {
            return Arrays.stream(DriverManager.getDriver(jdbcUrl).getPropertyInfo(jdbcUrl, new Properties()))
                    .filter(property -> property.value != null)
                    .collect(Collectors.toMap(property -> property.name, property -> property.value));
        } catch (SQLException e) {
            return Map.of();
        }
    }

    /**
     * Wants SSL or SASL_SSL.
     *
     * @param securityProtocol as Kafka's clients have it; null for their default, PLAINTEXT
     * @throws UnsafeTransportException if a broker would be reached otherwise
     */
    public void requireForKafka(String bootstrapServers, @Nullable String securityProtocol) {
        String protocol = securityProtocol == null || securityProtocol.isBlank() ? "PLAINTEXT" : securityProtocol;
        if (isTls(protocol)) {
            return;
        }
        for (String server : bootstrapServers.split(",", -1)) {
            String host = server.strip().replaceFirst(":\\d*$", "");
            if (isOnANetwork(host)) {
                throw new UnsafeTransportException("MILLRACE_KAFKA_BOOTSTRAP_SERVERS reaches Kafka on '" + host
                        + "' with " + protocol + ", which anybody on the way can read: set"
                        + " MILLRACE_KAFKA_SECURITY_PROTOCOL to SASL_SSL" + EXCEPTION_IN_WORDS);
            }
        }
    }

    /** Whether this is SSL or SASL_SSL. */
    static boolean isTls(@Nullable String securityProtocol) {
        return securityProtocol != null
                && securityProtocol.toUpperCase(Locale.ROOT).endsWith("SSL");
    }

    /**
     * Wants https and an API key.
     *
     * @throws UnsafeTransportException if the server would be reached otherwise
     */
    public void requireForQdrant(URI url, boolean withApiKey) {
        String host = String.valueOf(url.getHost());
        if (isOnANetwork(host) && !"https".equals(url.getScheme())) {
            throw new UnsafeTransportException("MILLRACE_QDRANT_URL reaches Qdrant on '" + host
                    + "' without TLS, so that anybody on the way can read what is stored and the key: write https://"
                    + EXCEPTION_IN_WORDS);
        }
        if (!isLoopback(host) && !withApiKey) {
            throw new UnsafeTransportException("Qdrant on '" + host
                    + "' would be used without a key, as anybody in its network can: give it one, and set"
                    + " MILLRACE_QDRANT_API_KEY.");
        }
    }

    private boolean isOnANetwork(String host) {
        return !isLoopback(host) && !exceptions.contains(host.toLowerCase(Locale.ROOT));
    }

    /** By name only: what a name resolves to may change. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("::1")
                || host.equals("[::1]");
    }
}
