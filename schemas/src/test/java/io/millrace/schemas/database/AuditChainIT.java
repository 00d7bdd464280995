package io.millrace.schemas.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditChainIT {

    private static final int ROWS = 50;

    private static final String ADD = """
            INSERT INTO audit_logs (operation, resource_type, resource_id, actor, user_id, ip, user_agent, details)
            SELECT 'document.committed', 'document', gen_random_uuid(), 'user:' || n, gen_random_uuid(), '10.0.0.1', 'agent',
                   jsonb_build_object('changed', jsonb_build_array('title', n))
            FROM generate_series(1, %d) n
            """;

    private MigratingDatabase database;

    private record Verdict(
            long checked,
            long lastPosition,
            @Nullable Long broken,
            @Nullable String problem) {}

    @BeforeEach
    void sealSomeRows() throws SQLException {
        database = MigratingDatabase.newest();
        execute(ADD.formatted(ROWS));
        assertThat(seal(20)).isEqualTo(20);
        assertThat(seal(1000)).isEqualTo(ROWS - 20);
        assertThat(seal(1000)).isZero();
    }

    @Test
    void untouchedLogHoldsWhateverTheTimeZoneOfTheSession() throws SQLException {
        execute("SET timezone = 'Asia/Kathmandu'");
        assertThat(verify(0)).isEqualTo(new Verdict(ROWS, ROWS, null, null));
        assertThat(verify(30)).isEqualTo(new Verdict(ROWS - 30, ROWS, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "operation = 'nothing.happened'",
                "resource_id = gen_random_uuid()",
                "occurred_at = occurred_at + interval '1 microsecond'",
                "collection_id = gen_random_uuid()",
                "version = 7",
                "details = '{}'",
                "actor = 'user:someone-else'",
                "user_id = NULL",
                "ip = '10.0.0.2'",
                "user_agent = NULL",
            })
    void changeOfAnyFieldIsFound(String change) throws SQLException {
        execute("UPDATE audit_logs SET " + change
                + " WHERE id = (SELECT audit_id FROM audit_chain WHERE position = 17)");
        Verdict verdict = verify(0);
        assertThat(verdict.broken()).isEqualTo(17);
        assertThat(verdict.checked()).isEqualTo(16);
    }

    @Test
    void removedRowIsFound() throws SQLException {
        execute("DELETE FROM audit_logs WHERE id = (SELECT audit_id FROM audit_chain WHERE position = 9)");
        assertThat(verify(0).broken()).isEqualTo(9);
    }

    @Test
    void rowThatIsRemovedWithItsLinkIsFound() throws SQLException {
        execute("DELETE FROM audit_logs WHERE id = (SELECT audit_id FROM audit_chain WHERE position = 9)");
        execute("DELETE FROM audit_chain WHERE position = 9");
        assertThat(verify(0).broken()).isEqualTo(10);
        execute("UPDATE audit_chain SET position = position - 1 WHERE position > 9");
        assertThat(verify(0).broken()).isEqualTo(9);
    }

    @Test
    void rowsThatChangePlacesAreFound() throws SQLException {
        execute("""
                UPDATE audit_chain c SET audit_id = gen_random_uuid() WHERE position = 5;
                UPDATE audit_chain SET audit_id = (SELECT id FROM audit_logs a
                    WHERE NOT EXISTS (SELECT FROM audit_chain x WHERE x.audit_id = a.id)) WHERE position = 6
                """);
        assertThat(verify(0).broken()).isEqualTo(5);
    }

    @Test
    void erasedPersonLeavesTheChainWhole() throws SQLException {
        execute("""
                UPDATE audit_chain SET salt = NULL WHERE position = 12;
                UPDATE audit_logs SET actor = NULL, user_id = NULL, ip = NULL, user_agent = NULL
                WHERE id = (SELECT audit_id FROM audit_chain WHERE position = 12)
                """);
        assertThat(verify(0)).isEqualTo(new Verdict(ROWS, ROWS, null, null));
        execute("UPDATE audit_logs SET actor = 'user:forged' WHERE actor IS NULL");
        assertThat(verify(0).broken()).isEqualTo(12);
    }

    @Test
    void rowsThatCommitAfterYoungerOnesAreSealedToo() throws SQLException {
        try (Connection slow = database.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute(ADD.formatted(1));
            execute(ADD.formatted(3));
            assertThat(seal(1000)).isEqualTo(3);
            slow.commit();
        }
        assertThat(seal(1000)).isEqualTo(1);
        assertThat(verify(0).checked()).isEqualTo(ROWS + 4);
        assertThat(number("SELECT audit_unsealed('0 s')")).isZero();
    }

    @Test
    void rowThatHidFromTheSealIsCounted() throws SQLException {
        execute("INSERT INTO audit_logs (id, operation, resource_type, resource_id)"
                + " VALUES (uuidv7('-2 hours'), 'late', 'document', gen_random_uuid())");
        assertThat(seal(1000)).isZero();
        assertThat(number("SELECT audit_unsealed()")).isEqualTo(1);
    }

    @Test
    void nobodyButTheOwnerChangesTheLogOrItsChain() throws SQLException {
        for (DatabaseRole role : new DatabaseRole[] {DatabaseRole.INGEST, DatabaseRole.SYNC, DatabaseRole.QUERY}) {
            for (String table : new String[] {"audit_logs", "audit_chain"}) {
                for (String privilege : new String[] {"UPDATE", "DELETE", "TRUNCATE"}) {
                    assertThat(number("SELECT has_table_privilege('" + role.roleName() + "', '" + table + "', '"
                                    + privilege + "')::int"))
                            .as(role + " " + privilege + " " + table)
                            .isZero();
                }
            }
        }
    }

    private int seal(int batch) throws SQLException {
        return (int) number("SELECT audit_seal(" + batch + ")");
    }

    private Verdict verify(long after) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM audit_verify(" + after + ")")) {
            row.next();
            return new Verdict(
                    row.getLong("checked"),
                    row.getLong("last_position"),
                    row.getObject("broken_position", Long.class),
                    row.getString("problem"));
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
