package io.millrace.ingest.document;

import static io.millrace.ingest.document.IngestScene.typed;
import static io.millrace.ingest.document.IngestScene.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingest.dependency.BackOff;
import io.millrace.ingest.dependency.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Several workers at once publish, describe, delete, restore and purge documents that share a few contents, in two
 * collections. Whatever the order, the rules hold at the end. A failure prints its seed.
 */
class ContentSimulationIT {

    private static final int WORKERS = 4;
    private static final int BATCHES = 25;
    private static final int SOURCES = 6;
    private static final int CONTENTS = 5;

    @Test
    void countersDuplicatesAndOutboxAgreeWithTheRowsAfterConcurrentWorkers() throws Exception {
        long seed = Long.getLong("millrace.seed", System.nanoTime());
        try (IngestScene scene = new IngestScene()) {
            List<String> collections = List.of(scene.collection(), scene.collection());
            List<Future<?>> work = new ArrayList<>();
            try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
                for (int w = 0; w < WORKERS; w++) {
                    int worker = w;
                    work.add(workers.submit(() -> work(scene, collections, worker, new Random(seed + worker))));
                }
            }
            for (Future<?> future : work) {
                future.get();
            }
            assertThat(scene.codes())
                    .as("seed %d: only what is not there is refused", seed)
                    .allMatch(code -> code.equals("document-not-restorable") || code.equals("no-such-document"));
            assertThat(scene.metric("millrace.ingest.duplicates", "action", "promoted"))
                    .as("seed %d: duplicates were promoted", seed)
                    .isPositive();
            for (String rule : RULES) {
                assertThat(scene.fixture.count(rule))
                        .as("seed %d: %s", seed, rule)
                        .isZero();
            }
        }
    }

    private static void work(IngestScene scene, List<String> collections, int worker, Random random) {
        DocumentBatchProcessor processor = scene.processor();
        for (int batch = 0; batch < BATCHES; batch++) {
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                String collection = collections.get(random.nextInt(collections.size()));
                // A source belongs to one worker, as keys belong to partitions.
                String source = "folder-" + worker + "/" + random.nextInt(SOURCES);
                records.add(scene.event(worker, event(collection, source, random)));
            }
            processor.process(records, new Patience(BackOff.DEFAULT));
        }
    }

    private static String event(String collection, String source, Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> typed(collection, source, "deleted", "");
            case 2 -> typed(collection, source, "restored", "");
            case 3 -> typed(collection, source, "purged", "");
            case 4 -> typed(collection, source, "described", "\"title\":\"T" + random.nextInt(3) + "\"");
            default -> {
                int content = random.nextInt(CONTENTS);
                yield upsert(
                        collection,
                        source,
                        "# One\n\nText of content " + content + ".\n\n# Two\n\nMore of content " + content + ".");
            }
        };
    }

    /** Each counts what breaks it. */
    private static final List<String> RULES = List.of(
            """
            select count(*) from collection_counts k left join (
                select collection_id, count(*) as documents, sum(content_bytes) as bytes
                from documents where deleted_at is null and version > 0 group by 1) d using (collection_id)
            left join (select collection_id, count(*) as chunks from chunks group by 1) c using (collection_id)
            where k.document_count <> coalesce(d.documents, 0) or k.content_bytes <> coalesce(d.bytes, 0)
               or k.chunk_count <> coalesce(c.chunks, 0)""",
            """
            select count(*) from (
                select collection_id, source_prefix(source) as prefix, count(*) as documents
                from documents where deleted_at is null and version > 0 group by 1, 2) d
            full join collection_source_counts s using (collection_id, prefix)
            where coalesce(d.documents, 0) <> coalesce(s.document_count, 0)""",
            """
            select count(*) from (select count(*) filter (where duplicate_of is null) as originals
                from documents where deleted_at is null and version > 0 group by collection_id, content_hash) c
            where originals <> 1""",
            """
            select count(*) from documents d join documents o on o.id = d.duplicate_of
            where o.deleted_at is not null or o.duplicate_of is not null or o.content_hash <> d.content_hash
               or o.collection_id <> d.collection_id""",
            """
            select count(*) from documents d
            where d.chunk_count <> (select count(*) from chunks k where k.document_id = d.id)
               or d.chunk_count <> case when d.deleted_at is null and d.duplicate_of is null and d.version > 0 then 2 else 0 end""",
            // What the outbox leaves of every chunk is what is stored, and every document's last change was announced
            """
            select count(*) from (
                select distinct on (aggregateid) encode(aggregateid, 'hex')::uuid as id, type, version from outbox
                where type in ('upsert', 'delete') order by aggregateid, version desc) o
            full join chunks k on k.id = o.id and o.type = 'upsert'
            where (o.type = 'upsert' and (k.id is null or k.version <> o.version)) or (o.id is null)""",
            """
            select count(*) from documents d where version > 0 and version <> (
                select max(version) from outbox o where o.document_id = d.id and o.type = 'document-committed')""",
            "select deadlocks from pg_stat_database where datname = current_database()");
}
