package io.millrace.system;

import java.util.stream.Stream;

/**
 * Where a process dies.
 *
 * @param moment what has happened and what has not, in the words of the design
 * @param module the application
 * @param className the class whose method is entered
 * @param methodName the step that does not happen
 * @param entry at which entry of the method, from 1
 */
record CrashPoint(String moment, String module, String className, String methodName, int entry) {

    private static final String INGEST = "ingest-worker";
    private static final String SYNC = "sync-worker";

    /** Each step between which and the next a crash is to lose nothing. */
    static Stream<CrashPoint> all() {
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

    @Override
    public String toString() {
        return moment;
    }
}
