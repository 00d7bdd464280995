package io.millrace.query.access;

import io.millrace.query.problem.DatabaseFailures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Refuses to start as a role that row-level security does not bind. */
@Component
final class DatabaseRoleCheck implements SmartInitializingSingleton {

    private static final String POWER = """
            SELECT current_user,
                   rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication
                       OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)
            FROM pg_roles
            WHERE rolname = current_user
            """;

    private final DataSource dataSource;

    DatabaseRoleCheck(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void afterSingletonsInstantiated() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(POWER);
                ResultSet row = statement.executeQuery()) {
            if (row.next() && row.getBoolean(2)) {
                throw new IllegalStateException("the database role '" + row.getString(1)
                        + "' may do more than query: row-level security would not bind it. Use millrace_query.");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    DatabaseFailures.isUnavailable(e)
                            ? "PostgreSQL cannot be reached: check MILLRACE_POSTGRES_URL, and that it is up."
                            : "PostgreSQL refused the role millrace_query (" + e.getMessage()
                                    + "): check MILLRACE_QUERY_PASSWORD and that the database is migrated.",
                    e);
        }
    }
}
