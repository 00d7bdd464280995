package io.millrace.schemas.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationIT {

    /** From here on the roles have their privileges, so that there is somebody who writes. */
    private static final int FIRST_WITH_WRITERS = 4;

    private static SchemaSnapshot newest;

    @BeforeAll
    static void migrateAnEmptyDatabase() throws SQLException {
        newest = MigratingDatabase.newest().snapshot();
    }

    static IntStream versions() {
        return IntStream.rangeClosed(1, DatabaseMigrator.SCHEMA_VERSION);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyMigrationOfAPopulatedDatabaseCanBeTakenBackAndMadeAgain(int version) throws Exception {
        MigratingDatabase database = populated(version - 1);
        SchemaSnapshot before = database.snapshot();
        Map<String, SortedSet<String>> rows = version == 1 ? Map.of() : Population.rows(database);

        database.migrateTo(version);
        assertThat(database.version()).isEqualTo(version);
        Population.add(database, version);
        assertThat(DatabaseRollback.plan(database.administrator(), version - 1))
                .extracting(DatabaseRollback.Step::version)
                .containsExactly(version);
        DatabaseRollback.rollBack(database.administrator(), version - 1);

        assertThat(database.snapshot().lines()).containsExactlyElementsOf(before.lines());
        if (version > 1) {
            Population.rows(database)
                    .forEach((table, now) -> assertThat(now).as(table).containsAll(rows.getOrDefault(table, now)));
        }
        database.migrateTo(DatabaseMigrator.SCHEMA_VERSION);
        assertThat(database.snapshot().lines()).containsExactlyElementsOf(newest.lines());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void writerSeesNoErrorWhileAMigrationComesAndGoes(int version) throws Exception {
        if (version <= FIRST_WITH_WRITERS) {
            return;
        }
        MigratingDatabase database = populated(version - 1);
        try (LiveWriter writer = new LiveWriter(database)) {
            for (int round = 0; round < 3; round++) {
                awaitMore(writer);
                database.migrateTo(version);
                awaitMore(writer);
                DatabaseRollback.rollBack(database.administrator(), version - 1);
            }
            awaitMore(writer);
        }
    }

    @Test
    void everyTableIsPopulatedInTheseTests() throws Exception {
        Map<String, SortedSet<String>> rows = Population.rows(populated(DatabaseMigrator.SCHEMA_VERSION));
        assertThat(rows)
                .allSatisfy((table, texts) -> assertThat(texts).as(table).isNotEmpty());
    }

    @Test
    void allMigrationsCanBeTakenBackAtOnce() throws Exception {
        MigratingDatabase database = populated(DatabaseMigrator.SCHEMA_VERSION);
        DatabaseRollback.rollBack(database.administrator(), 0);
        assertThat(database.version()).isZero();
        database.migrateTo(DatabaseMigrator.SCHEMA_VERSION);
        assertThat(database.snapshot().lines()).containsExactlyElementsOf(newest.lines());
    }

    @Test
    void aLockThatIsHeldEndsAMigrationAndLeavesTheSchemaAsItWas() throws Exception {
        MigratingDatabase database = populated(DatabaseMigrator.SCHEMA_VERSION);
        SchemaSnapshot before = database.snapshot();
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE collections IN ACCESS SHARE MODE");
            assertThatThrownBy(() -> DatabaseRollback.rollBack(database.administrator(), 3))
                    .isInstanceOf(DatabaseMigrationException.class)
                    .hasMessageContaining("lock timeout");
            holder.rollback();
        }
        database.migrateTo(DatabaseMigrator.SCHEMA_VERSION);
        assertThat(database.snapshot().lines()).containsExactlyElementsOf(before.lines());
    }

    private static void awaitMore(LiveWriter writer) {
        int seen = writer.transactions();
        long end = System.nanoTime() + 10_000_000_000L;
        while (writer.transactions() < seen + 5) {
            assertThat(System.nanoTime()).as("the writer goes on").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static MigratingDatabase populated(int version) throws SQLException, IOException {
        MigratingDatabase database = MigratingDatabase.create();
        for (int v = 1; v <= version; v++) {
            database.migrateTo(v);
            Population.add(database, v);
        }
        return database;
    }
}
