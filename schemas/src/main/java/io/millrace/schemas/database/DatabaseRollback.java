package io.millrace.schemas.database;

import io.millrace.schemas.transport.UntrustedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes migrations back, the newest first, by the scripts beside them. Each goes with its line in the history in one
 * transaction: a crash leaves the schema at one version or the next. What a migration's tables held is lost with them.
 */
public final class DatabaseRollback {

    /** A migration that is applied, and would be taken back. */
    public record Step(int version, String description) {

        private String script() {
            return "R" + version + "__" + description.replace(' ', '_') + ".sql";
        }
    }

    /** What cannot have a lock at once gives up before those behind it notice; it can be tried again. */
    private static final String BOUNDED_LOCKS = "SET LOCAL lock_timeout = '5s'";

    private DatabaseRollback() {}

    /**
     * What would be taken back to reach a version, in that order.
     *
     * @throws DatabaseMigrationException with one sentence, if the database cannot be read
     */
    public static List<Step> plan(DatabaseAdministrator administrator, int version) {
        try (Connection connection = connect(administrator)) {
            return plan(connection, version);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * Takes back every migration above a version. Applications of that version or older must be the only ones that run.
     *
     * @return what was taken back
     * @throws DatabaseMigrationException with one sentence, if the database refuses; what was taken back before, stays so
     */
    public static List<Step> rollBack(DatabaseAdministrator administrator, int version) {
        try (Connection connection = connect(administrator)) {
            List<Step> steps = plan(connection, version);
            connection.setAutoCommit(false);
            for (Step step : steps) {
                takeBack(connection, step);
                connection.commit();
            }
            return steps;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static void takeBack(Connection connection, Step step) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(BOUNDED_LOCKS);
            statement.execute(script(step));
        }
        try (PreparedStatement forget =
                connection.prepareStatement("DELETE FROM flyway_schema_history WHERE version = ?")) {
            forget.setString(1, Integer.toString(step.version()));
            forget.executeUpdate();
        }
    }

    private static List<Step> plan(Connection connection, int version) throws SQLException {
        List<Step> steps = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT version::int, description"
                + " FROM flyway_schema_history WHERE version IS NOT NULL AND success AND version::int > ?"
                + " ORDER BY version::int DESC")) {
            select.setInt(1, version);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    steps.add(new Step(rows.getInt(1), rows.getString(2)));
                }
            }
        }
        return steps;
    }

    private static Connection connect(DatabaseAdministrator administrator) throws SQLException {
        Connection connection =
                DriverManager.getConnection(administrator.jdbcUrl(), administrator.user(), administrator.password());
        connection.setSchema(DatabaseMigrator.SCHEMA);
        return connection;
    }

    private static String script(Step step) {
        String path = "/db/rollback/" + step.script();
        try (@Nullable InputStream script = DatabaseRollback.class.getResourceAsStream(path)) {
            if (script == null) {
                throw new DatabaseMigrationException(
                        "this build does not know how to take back migration " + step.version() + " '"
                                + step.description() + "': use the build that applied it",
                        null);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatabaseMigrationException failure(SQLException e) {
        return new DatabaseMigrationException(
                UntrustedServer.postgres(e).orElse("the migrations could not be taken back: " + e.getMessage()), e);
    }
}
