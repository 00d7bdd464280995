package io.millrace.ingest.database;

import io.millrace.ingest.dependency.DatabaseFailures;
import io.millrace.schemas.database.DatabaseMigrator;
import io.millrace.schemas.transport.UntrustedServer;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What must be true of the role and the schema before the worker reads its first event. */
public final class DatabaseRequirements {

    private static final Name HISTORY = DSL.name(DatabaseMigrator.SCHEMA, "flyway_schema_history");
    private static final Field<Integer> NEWEST = DSL.field(
            "max(case when version ~ '^[0-9]+$' then version::integer end) filter (where success)",
            SQLDataType.INTEGER);

    private final DSLContext database;

    public DatabaseRequirements(DSLContext database) {
        this.database = database;
    }

    /**
     * @throws StartRefusedException if the role may do too much, the schema is older than this code, or the server's certificate
     *     is not trusted
     * @throws io.millrace.ingest.dependency.DependencyUnavailableException if the database cannot tell now
     */
    public void check() {
        try {
            checkRole();
            checkSchema();
        } catch (DataAccessException e) {
            UntrustedServer.postgres(e).ifPresent(sentence -> {
                throw new StartRefusedException(sentence);
            });
            throw DatabaseFailures.unavailable(e);
        }
    }

    /** Whoever owns a table, or is a superuser, is not held by row-level security. */
    private void checkRole() {
        boolean tooMuch = database.fetchSingle(
                        "select rolsuper or rolbypassrls or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = ? and pg_has_role(current_user, c.relowner, 'USAGE')) from pg_roles where rolname = current_user",
                        DatabaseMigrator.SCHEMA)
                .get(0, Boolean.class);
        if (tooMuch) {
            throw new StartRefusedException(
                    "The database role may bypass row-level security or owns tables: connect as millrace_ingest, as './millrace migrate' makes it.");
        }
    }

    private void checkSchema() {
        boolean exists = database.fetchSingle(
                        "select to_regclass(?) is not null",
                        HISTORY.unquotedName().toString())
                .get(0, Boolean.class);
        Integer version =
                exists ? database.select(NEWEST).from(DSL.table(HISTORY)).fetchOne(NEWEST) : null;
        if (version == null || version < DatabaseMigrator.SCHEMA_VERSION) {
            throw new StartRefusedException("The database schema has version " + (version == null ? "none" : version)
                    + ", but this worker needs at least " + DatabaseMigrator.SCHEMA_VERSION
                    + ": run './millrace migrate' first.");
        }
    }
}
