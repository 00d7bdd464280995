package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.CollectionId;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process is killed with SIGKILL between any two steps of its work, under load, and started again: PostgreSQL and Qdrant
 * end up equal, exactly, and hold everything that was published.
 */
class CrashRecoveryIT {

    private static final int DOCUMENTS = 60;

    private static final Pipeline pipeline = Pipeline.shared();

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.millrace.system.CrashPoint#all")
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
