package io.millrace.local.system;

import io.millrace.local.kafka.LocalKafka;
import io.millrace.local.postgres.LocalPostgres;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** Who is given which variable: each application what it needs, and no secret more. */
record Environments(Credentials credentials, Ports ports) {
    /** The database of the applications. */
    static final String DATABASE = "millrace";

    private static final List<String> POSTGRES = List.of(Variables.POSTGRES_URL, Variables.POSTGRES_DIRECT_URL);

    private static final List<String> KAFKA = List.of(
            Variables.KAFKA_BOOTSTRAP_SERVERS,
            Variables.KAFKA_SECURITY_PROTOCOL,
            Variables.KAFKA_SASL_MECHANISM,
            Variables.KAFKA_SASL_JAAS_CONFIG);

    private static final List<String> ROLE_PASSWORDS = List.of(
            Variables.MIGRATE_PASSWORD,
            Variables.INGEST_PASSWORD,
            Variables.SYNC_PASSWORD,
            Variables.QUERY_PASSWORD,
            Variables.RELAY_PASSWORD);

    private static final List<String> QDRANT = List.of(Variables.QDRANT_URL, Variables.QDRANT_API_KEY);

    /** Of the one-time step that creates schema, roles, topics and the first API key. */
    Map<String, String> ofMigration() {
        return only(
                POSTGRES,
                KAFKA,
                ROLE_PASSWORDS,
                List.of(Variables.ADMIN_USER, Variables.ADMIN_PASSWORD, Variables.API_KEY));
    }

    /** Of an application. */
    Map<String, String> of(Component application) {
        Map<String, String> environment = switch (application) {
            case POSTGRES, KAFKA, QDRANT -> throw new IllegalArgumentException(application + " is a server");
            case INGEST_WORKER -> only(POSTGRES, KAFKA, List.of(Variables.INGEST_PASSWORD, Variables.RELAY_PASSWORD));
            case SYNC_WORKER -> only(POSTGRES, KAFKA, QDRANT, List.of(Variables.SYNC_PASSWORD));
            case QUERY_API -> only(POSTGRES, KAFKA, QDRANT, List.of(Variables.QUERY_PASSWORD, Variables.API_KEY));
        };
        if (application == Component.QUERY_API) {
            // It only searches: the key that cannot write is enough
            environment.put(Variables.QDRANT_API_KEY, credentials.get(Variables.QDRANT_READ_ONLY_API_KEY));
        }
        environment.put(Variables.SERVER_PORT, Integer.toString(ports.of(application)));
        environment.put(Variables.SERVER_ADDRESS, "127.0.0.1");
        return environment;
    }

    /** Of the operator's own verbs, which act on every part: everything but the servers' addresses to listen on. */
    SequencedMap<String, String> ofClient() {
        SequencedMap<String, String> all = new LinkedHashMap<>();
        String postgres = "jdbc:postgresql://127.0.0.1:" + ports.of(Component.POSTGRES) + "/" + DATABASE;
        all.put(Variables.API_URL, "http://127.0.0.1:" + ports.of(Component.QUERY_API));
        all.put(Variables.API_KEY, credentials.get(Variables.API_KEY));
        all.put(Variables.POSTGRES_URL, postgres);
        all.put(Variables.POSTGRES_DIRECT_URL, postgres);
        all.put(Variables.ADMIN_USER, LocalPostgres.SUPERUSER);
        all.put(Variables.ADMIN_PASSWORD, credentials.get(Variables.ADMIN_PASSWORD));
        ROLE_PASSWORDS.forEach(name -> all.put(name, credentials.get(name)));
        all.put(Variables.KAFKA_BOOTSTRAP_SERVERS, "127.0.0.1:" + ports.of(Component.KAFKA));
        all.put(Variables.KAFKA_SECURITY_PROTOCOL, "SASL_PLAINTEXT");
        all.put(Variables.KAFKA_SASL_MECHANISM, LocalKafka.MECHANISM);
        all.put(Variables.KAFKA_SASL_JAAS_CONFIG, LocalKafka.jaasConfig(credentials.get(Variables.KAFKA_PASSWORD)));
        all.put(Variables.QDRANT_URL, "http://127.0.0.1:" + ports.of(Component.QDRANT));
        all.put(Variables.QDRANT_API_KEY, credentials.get(Variables.QDRANT_API_KEY));
        return all;
    }

    /** The chosen variables with their values; all others of the contract empty, which removes them from a child. */
    @SafeVarargs
    private Map<String, String> only(List<String>... chosen) {
        Map<String, String> all = ofClient();
        Map<String, String> environment = new LinkedHashMap<>();
        Stream.concat(all.keySet().stream(), credentials.secrets().keySet().stream())
                // A file that the caller's own environment names would be a second value for the secret.
                .flatMap(name -> Stream.of(name, name + "_FILE"))
                .forEach(name -> environment.put(name, ""));
        Stream.of(chosen).flatMap(List::stream).forEach(name -> environment.put(name, all.getOrDefault(name, "")));
        return environment;
    }
}
