package io.millrace.local.system;

import java.util.List;
import java.util.Locale;

/**
 * A part of the local system, in the order in which {@code status} shows them. The heap sizes keep the idle system
 * within 3 GB of resident memory.
 */
public enum Component {
    POSTGRES(15432),
    KAFKA(19092, "-Xmx384m"),
    QDRANT(16334, "-Xmx1g"),
    INGEST_WORKER(18081, "-Xmx512m"),
    /** What is under way outlives a collection or two: with survivor spaces for it, none of it grows old. */
    SYNC_WORKER(18082, "-Xmx512m", "-XX:NewRatio=1", "-XX:SurvivorRatio=2"),
    QUERY_API(18080, "-Xmx384m");

    private final int preferredPort;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> heap;

    Component(int preferredPort, String... heap) {
        this.preferredPort = preferredPort;
        this.heap = List.of(heap);
    }

    /** As users know it, such as {@code ingest-worker}; an application's module has the same name. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isApplication() {
        return switch (this) {
            case POSTGRES, KAFKA, QDRANT -> false;
            case INGEST_WORKER, SYNC_WORKER, QUERY_API -> true;
        };
    }

    int preferredPort() {
        return preferredPort;
    }

    String portVariable() {
        return name() + "_PORT";
    }

    /** The sizes of its JVM's heap. */
    public List<String> heap() {
        return heap;
    }
}
