package io.millrace.ingest.relay;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * A PostgreSQL server, reached without a connection pooler: neither replication nor session locks survive one.
 *
 * @param parameters everything else that the JDBC URL says, TLS above all
 */
public record PostgresEndpoint(
        String host, int port, String database, String user, String password, Map<String, String> parameters) {

    private static final int DEFAULT_PORT = 5432;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    public PostgresEndpoint {
        parameters = Map.copyOf(parameters);
    }

    /**
     * @param jdbcUrl {@code jdbc:postgresql://HOST[:PORT]/DATABASE[?PARAMETERS]}; credentials in it are ignored
     * @throws IllegalArgumentException with one sentence, if it is no such URL
     */
    public static PostgresEndpoint of(String jdbcUrl, String user, String password) {
        if (!jdbcUrl.startsWith("jdbc:postgresql://")) {
            throw illegalUrl();
        }
        URI url;
        try {
            url = URI.create(jdbcUrl.substring("jdbc:".length()));
        } catch (IllegalArgumentException e) {
            throw illegalUrl();
        }
        // A list of hosts is no host to a URI: its authority cannot be taken apart.
        String host = url.getHost();
        String path = url.getPath();
        if (host == null || path == null || path.length() < 2) {
            throw illegalUrl();
        }
        Map<String, String> parameters = parameters(url.getRawQuery() == null ? "" : url.getRawQuery());
        parameters.remove("user");
        parameters.remove("password");
        return new PostgresEndpoint(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                url.getPort() < 0 ? DEFAULT_PORT : url.getPort(),
                path.substring(1),
                user,
                password,
                parameters);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    /** The URL may hold a password: it is not repeated. */
    private static IllegalArgumentException illegalUrl() {
        return new IllegalArgumentException("millrace.postgres.direct-url (MILLRACE_POSTGRES_DIRECT_URL) must be"
                + " jdbc:postgresql://HOST[:PORT]/DATABASE[?PARAMETERS] with one host.");
    }

    /** @param answerTimeout how long the server may be silent in an answer; zero for ever */
    Connection connect(String applicationName, Duration answerTimeout) throws SQLException {
        Properties properties = properties(applicationName);
        properties.setProperty("socketTimeout", Long.toString(answerTimeout.toSeconds()));
        return DriverManager.getConnection(url(), properties);
    }

    /** A connection for the commands of the replication protocol. */
    Connection connectForReplication(String applicationName) throws SQLException {
        Properties properties = properties(applicationName);
        properties.setProperty("replication", "database");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "10");
        return DriverManager.getConnection(url(), properties);
    }

    private String url() {
        return "jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + database;
    }

    private Properties properties(String applicationName) {
        Properties properties = new Properties();
        properties.putAll(parameters);
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", applicationName);
        properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        return properties;
    }

    @Override
    public String toString() {
        return "PostgresEndpoint[" + host + ":" + port + "/" + database + ", user=" + user + ", password=***]";
    }
}
