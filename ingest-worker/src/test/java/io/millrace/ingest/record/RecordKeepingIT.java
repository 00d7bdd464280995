package io.millrace.ingest.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.ingest.IngestFixture;
import io.millrace.local.stack.Stacks;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As the worker's role, which may do this and may not touch what it is done to. */
class RecordKeepingIT {

    private IngestFixture fixture;
    private HikariDataSource pool;
    private RecordKeeping records;

    @BeforeEach
    void start() throws Exception {
        fixture = new IngestFixture(Stacks.shared());
        pool = fixture.ingestPool(2);
        records = new RecordKeeping(DSL.using(pool, SQLDialect.POSTGRES));
    }

    @AfterEach
    void stop() throws Exception {
        records.destroy();
        pool.close();
        fixture.close();
    }

    @Test
    void everyAuditRowIsSealedHoweverMany() {
        fixture.database.execute("""
                insert into audit_logs (operation, resource_type, resource_id)
                select 'document.committed', 'document', gen_random_uuid() from generate_series(1, 2500)""");
        assertThat(records.seal()).isEqualTo(2500);
        assertThat(records.seal()).isZero();
        assertThat(fixture.database.fetchValue("select checked from audit_verify(0)"))
                .isEqualTo(2500L);
    }

    @Test
    void rowsGoWhenTheirRetentionIsOverAndNotBefore() {
        fixture.database.execute("""
                insert into query_logs (occurred_at, user_id, collections, retrieval_mode, retrieved_chunks, response)
                select now() - n * interval '1 day', gen_random_uuid(), '{}', 'dense', '{}', 'complete' from generate_series(1, 200) n""");
        assertThat(records.applyRetention()).isEqualTo(111);
        assertThat(fixture.database.fetchValue("select count(*) from query_logs"))
                .isEqualTo(89L);
        fixture.database.execute("delete from retention_policies where table_name = 'query_logs'");
        fixture.database.execute("update query_logs set occurred_at = occurred_at - interval '10 years'");
        assertThat(records.applyRetention()).isZero();
    }
}
