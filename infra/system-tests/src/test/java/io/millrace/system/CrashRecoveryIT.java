package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.CollectionId;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process is killed with SIGKILL between any two steps of its work, under load, and started again: PostgreSQL and Qdrant
 * end up equal, exactly, and hold everything that was published.
 */
class CrashRecoveryIT {

    private static final int DOCUMENTS = 60;
    private static final String INGEST = "ingest-worker";
    private static final String SYNC = "sync-worker";

    private static final Pipeline pipeline = Pipeline.shared();

    static Stream<CrashPoint> everyMoment() {
        String document = "io.millrace.ingest.document.";
        String relay = "io.millrace.ingest.relay.OutboxBatchHandler";
        return Stream.of(
                new CrashPoint("ingest after embed", INGEST, document + "DocumentCommitter", "commit", 1),
                new CrashPoint("ingest after commit", INGEST, document + "IngestMetrics", "committed", 2),
                new CrashPoint(
                        "ingest before offset commit", INGEST, document + "DocumentEventListener", "acknowledge", 2),
                new CrashPoint("relay before send", INGEST, relay, "sendRows", 2),
                new CrashPoint("relay after ack", INGEST, relay, "writeWatermark", 2),
                new CrashPoint("relay before mark", INGEST, relay, "markProcessed", 2),
                new CrashPoint("relay after mark", INGEST, relay, "batchCompleted", 2),
                new CrashPoint(
                        "sync after upsert", SYNC, "io.millrace.sync.changeevent.ChangeEventHandler", "markIndexed", 2),
                new CrashPoint(
                        "sync before offset commit",
                        SYNC,
                        "io.millrace.sync.listener.PartitionedListener",
                        "commitOffsets",
                        1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyMoment")
    void nothingIsLostOrDoubledWhenTheProcessDies(CrashPoint point) throws Exception {
        String name = "crash-" + point.moment().replaceAll("[^a-z]+", "-");
        long deadLetters = pipeline.deadLetters();
        CollectionId collection = pipeline.createCollection(name);
        publishAll(name, 0, "first");
        pipeline.awaitIndexed(collection, DOCUMENTS, Duration.ofSeconds(60));

        ApplicationProcess victim = pipeline.application(point.module());
        try (KillAtBreakpoint kill = KillAtBreakpoint.arm(victim, point)) {
            // Half of the documents change, one in six goes, and as many are new.
            publishAll(name, DOCUMENTS / 2, "second");
            deleteSome(name);
            kill.awaitKill(Duration.ofSeconds(60));
        }
        assertThat(victim.isAlive()).isFalse();
        victim.launch().awaitReady();

        // As many are indexed before the worker has read of the last changes and deletions
        pipeline.awaitIngested(Duration.ofSeconds(90));
        pipeline.awaitIndexed(collection, DOCUMENTS + DOCUMENTS / 2, Duration.ofSeconds(90));
        assertThat(pipeline.points(collection))
                .isEqualTo(pipeline.chunks(collection))
                .hasSizeGreaterThanOrEqualTo(DOCUMENTS);
        assertThat(pipeline.command("sync-worker", "verify", name).exitCode()).isZero();
        assertThat(pipeline.deadLetters()).isEqualTo(deadLetters);
    }

    private static void publishAll(String collection, int from, String revision) {
        for (int i = from; i < from + DOCUMENTS; i++) {
            pipeline.sendJson(
                    collection, "doc-" + i, """
                    {"event_id": "%s-%d-%s", "collection": "%s", "source": "doc-%d", "mime_type": "text/markdown",
                     "content": "# Document %d\\n\\nThe %s words of document %d.\\n\\n## More\\n\\nA second section of %d."}
                    """.formatted(collection, i, revision, collection, i, i, revision, i, i));
        }
        pipeline.flush();
    }

    private static void deleteSome(String collection) {
        for (int i = 0; i < DOCUMENTS; i += 6) {
            pipeline.send(collection + "/doc-" + i, null);
        }
        pipeline.flush();
    }
}
