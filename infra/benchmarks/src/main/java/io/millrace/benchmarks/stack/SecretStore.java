package io.millrace.benchmarks.stack;

import io.millrace.local.stack.Secrets;
import io.millrace.schemas.database.DatabaseRole;
import java.util.EnumMap;
import java.util.Map;

/** The passwords of one run, made for it. */
record SecretStore(
        String postgresAdministrator,
        Map<DatabaseRole, String> roles,
        String kafka,
        String qdrant,
        String qdrantReadOnly,
        String apiKey) {

    static SecretStore generate() {
        Map<DatabaseRole, String> roles = new EnumMap<>(DatabaseRole.class);
        for (DatabaseRole role : DatabaseRole.values()) {
            roles.put(role, Secrets.password());
        }
        return new SecretStore(
                Secrets.password(),
                roles,
                Secrets.password(),
                Secrets.password(),
                Secrets.password(),
                Secrets.apiKey());
    }

    String of(DatabaseRole role) {
        String password = roles.get(role);
        if (password == null) {
            throw new IllegalArgumentException("no password of " + role);
        }
        return password;
    }

    @Override
    public String toString() {
        return "SecretStore[***]";
    }
}
