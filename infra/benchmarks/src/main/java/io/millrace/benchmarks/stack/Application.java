package io.millrace.benchmarks.stack;

/** Millrace's applications, with the heaps that {@code up} gives them. */
public enum Application {
    INGEST_WORKER("ingest-worker", "-Xmx512m"),
    SYNC_WORKER("sync-worker", "-Xmx256m"),
    QUERY_API("query-api", "-Xmx384m");

    private final String module;
    private final String heap;

    Application(String module, String heap) {
        this.module = module;
        this.heap = heap;
    }

    /** The module's folder, and the name in reports. */
    public String module() {
        return module;
    }

    String heap() {
        return heap;
    }
}
