package io.millrace.schemas.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationIT {

    /** From here on the roles have their privileges, so that there is somebody who writes. */
    private static final int FIRST_WITH_WRITERS = 4;

    /** By version; each is copied and not touched. */
    private static final Map<Integer, MigratingDatabase> TEMPLATES = new HashMap<>();

    private static SchemaSnapshot newest;

    @BeforeAll
    static void migrateAnEmptyDatabase() throws SQLException {
        newest = MigratingDatabase.newest().snapshot();
    }

    static List<Integer> versions() {
        return MigratingDatabase.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyMigrationOfAPopulatedDatabaseCanBeTakenBackAndMadeAgain(int version) throws Exception {
        MigratingDatabase database = populated(version - 1);
        int earlier = version == 1 ? 0 : database.version();
        SchemaSnapshot before = database.snapshot();
        Map<String, SortedSet<String>> rows = version == 1 ? Map.of() : Population.rows(database);

        database.migrateTo(version);
        assertThat(database.version()).isEqualTo(version);
        Population.add(database, version);
        assertThat(DatabaseRollback.plan(database.administrator(), earlier))
                .extracting(DatabaseRollback.Step::version)
                .containsExactly(version);
        DatabaseRollback.rollBack(database.administrator(), version - 1);

        assertThat(database.snapshot().lines()).containsExactlyElementsOf(before.lines());
        if (version > 1) {
            Map<String, SortedSet<String>> after = Population.rows(database);
            rows.forEach((table, texts) -> assertThat(texts)
                    .as(table)
                    .filteredOn(
                            text -> !after.getOrDefault(table, new TreeSet<>()).contains(text))
                    .isEmpty());
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
    void applicationsAskForTheNewestMigration() {
        assertThat(versions().getLast()).isEqualTo(DatabaseMigrator.SCHEMA_VERSION);
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
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static MigratingDatabase populated(int version) throws SQLException, IOException {
        MigratingDatabase template = TEMPLATES.get(version);
        if (template == null) {
            int earlier = versions().stream().filter(v -> v < version).reduce(0, Math::max);
            template = version == 0 ? MigratingDatabase.create() : populated(earlier);
            if (version > 0) {
                template.migrateTo(version);
                Population.add(template, version);
            }
            TEMPLATES.put(version, template);
        }
        return version == 0 ? MigratingDatabase.create() : template.copy();
    }
}
