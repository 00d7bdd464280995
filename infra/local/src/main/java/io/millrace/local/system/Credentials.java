package io.millrace.local.system;

import io.millrace.local.process.LocalProcessException;
import io.millrace.local.stack.Secrets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Every secret of one local system, generated at its first {@code up} and kept in {@code credentials.env}. */
record Credentials(Map<String, String> secrets) {
    private static final List<String> PASSWORDS = List.of(
            Variables.ADMIN_PASSWORD,
            Variables.MIGRATE_PASSWORD,
            Variables.INGEST_PASSWORD,
            Variables.SYNC_PASSWORD,
            Variables.QUERY_PASSWORD,
            Variables.RELAY_PASSWORD,
            Variables.KAFKA_PASSWORD,
            Variables.QDRANT_API_KEY,
            Variables.QDRANT_READ_ONLY_API_KEY);

    Credentials {
        secrets = Map.copyOf(secrets);
    }

    static Credentials loadOrCreate(EnvFile file) {
        if (!file.exists()) {
            SequencedMap<String, String> fresh = new LinkedHashMap<>();
            PASSWORDS.forEach(name -> fresh.put(name, Secrets.password()));
            fresh.put(Variables.API_KEY, Secrets.apiKey());
            file.write("Generated at the first up; the servers' data knows these", fresh);
        }
        return load(file);
    }

    static Credentials load(EnvFile file) {
        Credentials credentials = new Credentials(file.read());
        PASSWORDS.forEach(name -> credentials.require(file, name));
        credentials.require(file, Variables.API_KEY);
        return credentials;
    }

    String get(String name) {
        String secret = secrets.get(name);
        if (secret == null) {
            throw new IllegalArgumentException("No secret " + name);
        }
        return secret;
    }

    private void require(EnvFile file, String name) {
        if (secrets.getOrDefault(name, "").isEmpty()) {
            throw new LocalProcessException(
                    file.path() + " has no " + name + ": restore the file, or start anew with down --purge --execute.");
        }
    }

    @Override
    public String toString() {
        return "Credentials" + secrets.keySet();
    }
}
