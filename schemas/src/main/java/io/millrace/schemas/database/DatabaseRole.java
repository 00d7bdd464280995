package io.millrace.schemas.database;

/** The roles of the database. None bypasses row-level security; only {@link #MIGRATE} owns anything. */
public enum DatabaseRole {
    MIGRATE("millrace_migrate"),
    INGEST("millrace_ingest"),
    SYNC("millrace_sync"),
    QUERY("millrace_query"),
    RELAY("millrace_relay");

    private final String roleName;

    DatabaseRole(String roleName) {
        this.roleName = roleName;
    }

    public String roleName() {
        return roleName;
    }
}
