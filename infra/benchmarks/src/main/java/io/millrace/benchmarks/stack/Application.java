package io.millrace.benchmarks.stack;

import io.millrace.local.system.Component;
import java.util.List;

/** Millrace's applications, in JVMs as {@code up} makes them. */
public enum Application {
    INGEST_WORKER(Component.INGEST_WORKER),
    SYNC_WORKER(Component.SYNC_WORKER),
    QUERY_API(Component.QUERY_API);

    private final Component component;

    Application(Component component) {
        this.component = component;
    }

    /** The module's folder, and the name in reports. */
    public String module() {
        return component.label();
    }

    List<String> heap() {
        return component.heap();
    }
}
