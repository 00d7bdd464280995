package io.millrace.ingest.collection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.ingest.IngestFixture;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.collection.CollectionState;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the schema itself holds of collections, whoever writes. */
class CollectionSchemaIT {

    private static final List<String> STATUSES =
            List.of("PENDING", "READY", "PROCESSING", "ERROR", "DEGRADED", "ARCHIVED", "DELETED");

    static IngestFixture fixture;

    @BeforeAll
    static void start() throws SQLException {
        fixture = new IngestFixture(Stacks.shared());
    }

    @AfterAll
    static void stop() throws SQLException {
        fixture.close();
    }

    @Test
    void theDatabaseAllowsTheTransitionsThatTheStatesHaveAndNoOthers() {
        for (String before : STATUSES) {
            CollectionState state = CollectionState.of(before, null);
            Set<String> successors = new TreeSet<>(Set.of(before));
            for (Method method : state.getClass().getDeclaredMethods()) {
                if (CollectionState.class.isAssignableFrom(method.getReturnType())) {
                    successors.add(status(method.getReturnType()));
                }
            }
            for (String after : STATUSES) {
                assertThat(fixture.database
                                .fetchSingle("select collection_may_become(?, ?)", before, after)
                                .get(0, Boolean.class))
                        .as("%s to %s", before, after)
                        .isEqualTo(successors.contains(after));
            }
        }
        fixture.createCollection("ended", "hashing-384", 384, 64);
        fixture.database.execute("update collections set status = 'DELETED' where name = 'ended'");
        assertThatThrownBy(
                        () -> fixture.database.execute("update collections set status = 'READY' where name = 'ended'"))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("a collection that is DELETED cannot become READY");
    }

    @Test
    void equalWaysOfCuttingAreOneRowAndAChangeLeadsToAnother() {
        fixture.createCollection("one", "hashing-384", 384, 77);
        fixture.createCollection("two", "hashing-384", 384, 77);
        assertThat(
                        fixture.count(
                                "select count(distinct default_chunking_config_id) from collections where name in ('one', 'two')"))
                .isEqualTo(1);
        assertThat(fixture.count("select count(*) from chunking_configs where fingerprint = 'AUTO:77:0'"))
                .isEqualTo(1);
        fixture.database.execute("update collections set chunk_overlap = 7 where name = 'two'");
        assertThat(fixture.database
                        .fetchSingle(
                                "select f.fingerprint || c.chunking_config::text from collections c join chunking_configs f on f.id = c.default_chunking_config_id where c.name = 'two'")
                        .get(0, String.class))
                .isEqualTo("AUTO:77:7{\"strategy\": \"AUTO\", \"chunk_size\": 77, \"chunk_overlap\": 7}");
    }

    @Test
    void aStrategyHoldsItsCollectionsWithinItsBounds() {
        fixture.createCollection("bounded", "hashing-384", 384, 64);
        fixture.database.execute("update chunking_strategies set max_chunk_size = 4096 where name = 'PLAIN'");
        assertThatThrownBy(() -> fixture.database.execute(
                        "update collections set chunking_strategy = 'PLAIN', chunk_size = 5000 where name = 'bounded'"))
                .hasMessageContaining("the strategy PLAIN takes a chunk_size from 16 to 4096");
        assertThatThrownBy(() -> fixture.database.execute(
                        "update collections set chunking_strategy = 'BY_MOON' where name = 'bounded'"))
                .hasMessageContaining("there is no chunking strategy 'BY_MOON'");
    }

    @Test
    void everyColumnOfContentSaysWhatItMeans() {
        assertThat(fixture.database.fetch("""
                                select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                                where c.relnamespace = 'millrace'::regnamespace and a.attnum > 0 and not a.attisdropped
                                  and c.relname in ('collections', 'documents', 'chunks', 'embeddings', 'chunking_strategies',
                                      'chunking_configs', 'collection_counters', 'collection_sources',
                                      'collection_resource_limits', 'collection_counts', 'collection_source_counts')
                                  and col_description(c.oid, a.attnum) is null""").getValues(0, String.class)).isEmpty();
    }

    @Test
    void noRoleSeesWhatACollectionHoldsWithoutACallerAndWorkersChangeNoCounters() {
        for (String table : List.of("collection_counters", "collection_sources", "collection_resource_limits")) {
            assertThat(fixture.count(
                            "select count(*) from pg_class where oid = ?::regclass and relrowsecurity and relforcerowsecurity",
                            "millrace." + table))
                    .as(table)
                    .isEqualTo(1);
            assertThat(fixture.database
                            .fetchSingle(
                                    "select has_table_privilege('millrace_ingest', ?, 'INSERT')", "millrace." + table)
                            .get(0, Boolean.class))
                    .as(table)
                    .isFalse();
        }
    }

    private static String status(Class<?> state) {
        return Arrays.stream(STATUSES.toArray(String[]::new))
                .filter(status -> CollectionState.of(status, null).getClass() == state)
                .findFirst()
                .orElseThrow();
    }
}
