package io.millrace.ingest.document.event;

import org.apache.avro.Schema;

/** Where the schemas of Confluent-framed values are. Thread-safe. */
public interface SchemaRegistry {

    /**
     * @throws RefusedEventException if there is no such schema, or no registry
     * @throws io.millrace.ingest.dependency.DependencyUnavailableException if the registry cannot answer now
     */
    Schema schema(int id);

    /** When {@code millrace.schema-registry.url} is not set. */
    static SchemaRegistry notConfigured() {
        return id -> {
            throw new RefusedEventException(
                    RefusalCode.SCHEMA_REGISTRY_NOT_CONFIGURED,
                    "The value names schema " + id
                            + " of a schema registry, but none is configured: set MILLRACE_SCHEMA_REGISTRY_URL and publish it again.");
        };
    }
}
