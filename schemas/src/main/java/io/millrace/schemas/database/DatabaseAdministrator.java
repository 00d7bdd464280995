package io.millrace.schemas.database;

/**
 * Who may create roles and schemas in a database: a superuser, or a role with CREATEROLE and REPLICATION such as the one
 * Neon gives a project's owner.
 */
public record DatabaseAdministrator(String jdbcUrl, String user, String password) {

    @Override
    public String toString() {
        return "DatabaseAdministrator[jdbcUrl=" + jdbcUrl + ", user=" + user + ", password=***]";
    }
}
