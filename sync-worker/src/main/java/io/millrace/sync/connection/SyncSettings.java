package io.millrace.sync.connection;

import io.millrace.schemas.secret.SecretVariables;
import io.millrace.schemas.secret.UnusableSecretException;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.transport.EncryptedTransport;
import io.millrace.schemas.transport.KafkaTransport;
import io.millrace.schemas.transport.QdrantTransport;
import io.millrace.schemas.transport.UnsafeTransportException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the three servers are and who we are there.
 *
 * @param kafka client properties that every producer, consumer and admin client shares
 */
public record SyncSettings(PostgresTarget postgres, Map<String, String> kafka, QdrantTarget qdrant, TopicNames topics) {

    /** @param jdbcUrl without credentials */
    public record PostgresTarget(String jdbcUrl, String user, String password) {
        @Override
        public String toString() {
            return "PostgresTarget[jdbcUrl=" + jdbcUrl + ", user=" + user + ", password=***]";
        }
    }

    /**
     * @param url of gRPC: {@code http://host:6334}, or https for TLS
     * @param authorities the file of those who sign Qdrant's certificate, in PEM; those that Java knows when absent
     */
    public record QdrantTarget(URI url, Optional<String> apiKey, Optional<String> authorities) {
        @Override
        public String toString() {
            return "QdrantTarget[url=" + url + ", apiKey=***, authorities=" + authorities + "]";
        }
    }

    /** The role that this worker logs in as. */
    public static final String ROLE = "millrace_sync";

    public SyncSettings {
        kafka = Map.copyOf(kafka);
    }

    /**
     * Reads environment variables.
     *
     * @param variable answers a variable's value, or null
     * @throws InvalidSettingsException with one sentence that names every variable that is missing or wrong
     */
    public static SyncSettings from(Function<String, @Nullable String> variable) {
        Reader in = new Reader(variable);
        String postgres = in.required("MILLRACE_POSTGRES_URL");
        String password = in.required("MILLRACE_SYNC_PASSWORD");
        String bootstrap = in.required("MILLRACE_KAFKA_BOOTSTRAP_SERVERS");
        String qdrant = in.required("MILLRACE_QDRANT_URL");
        in.failIfMissing();

        Map<String, String> kafka = new LinkedHashMap<>();
        kafka.put("bootstrap.servers", bootstrap);
        in.optional("MILLRACE_KAFKA_SECURITY_PROTOCOL").ifPresent(v -> kafka.put("security.protocol", v));
        in.optional("MILLRACE_KAFKA_SASL_MECHANISM").ifPresent(v -> kafka.put("sasl.mechanism", v));
        in.optional("MILLRACE_KAFKA_SASL_JAAS_CONFIG").ifPresent(v -> kafka.put("sasl.jaas.config", v));
        try {
            kafka.putAll(
                    KafkaTransport.trusting(in.optional(KafkaTransport.CA_VARIABLE), kafka.get("security.protocol")));
            SyncSettings settings = new SyncSettings(
                    new PostgresTarget(jdbcUrl(postgres), ROLE, password),
                    kafka,
                    new QdrantTarget(
                            qdrantUrl(qdrant),
                            in.optional("MILLRACE_QDRANT_API_KEY"),
                            in.optional(QdrantTransport.CA_VARIABLE)),
                    new TopicNames(in.optional("MILLRACE_TOPIC_PREFIX").orElse(TopicNames.DEFAULT_PREFIX)));
            settings.requireFor(EncryptedTransport.exceptFor(
                    in.optional(EncryptedTransport.VARIABLE).orElse("")));
            return settings;
        } catch (IllegalArgumentException | UnsafeTransportException e) {
            throw new InvalidSettingsException(String.valueOf(e.getMessage()));
        }
    }

    private void requireFor(EncryptedTransport transport) {
        transport.requireForPostgres("MILLRACE_POSTGRES_URL", postgres.jdbcUrl());
        transport.requireForKafka(String.valueOf(kafka.get("bootstrap.servers")), kafka.get("security.protocol"));
        transport.requireForQdrant(qdrant.url(), qdrant.apiKey().isPresent());
        QdrantTransport.check(qdrant.url(), qdrant.authorities());
    }

    private static String jdbcUrl(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return url;
        }
        if (url.startsWith("postgresql://") && url.indexOf('@') < 0) {
            return "jdbc:" + url;
        }
        throw new IllegalArgumentException(
                "MILLRACE_POSTGRES_URL must look like jdbc:postgresql://host:5432/database, without credentials.");
    }

    private static URI qdrantUrl(String url) {
        URI uri = URI.create(url);
        boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "MILLRACE_QDRANT_URL must look like http://host:6334 (the gRPC port), not '" + url + "'.");
        }
        return uri;
    }

    @Override
    public String toString() {
        return "SyncSettings[postgres=" + postgres + ", kafka=" + kafka.get("bootstrap.servers") + ", qdrant=" + qdrant
                + ", topics=" + topics + "]";
    }

    private static final class Reader {
        private final Function<String, @Nullable String> variable;
        private final List<String> missing = new ArrayList<>();

        Reader(Function<String, @Nullable String> variable) {
            this.variable = variable;
        }

        String required(String name) {
            return optional(name).orElseGet(() -> {
                missing.add(name);
                return "";
            });
        }

        Optional<String> optional(String name) {
            try {
                return SecretVariables.find(name, variable);
            } catch (UnusableSecretException e) {
                throw new InvalidSettingsException(String.valueOf(e.getMessage()));
            }
        }

        void failIfMissing() {
            if (!missing.isEmpty()) {
                throw new InvalidSettingsException("Set " + String.join(", ", missing)
                        + (missing.size() == 1 ? ", which is" : ", which are")
                        + " missing from the environment; ./millrace sets them for the local stack.");
            }
        }
    }
}
