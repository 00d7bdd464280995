package io.millrace.ingest.dependency;

/** A system that may be away. */
public enum Dependency {
    DATABASE("database"),
    EMBEDDING("embedding provider"),
    KAFKA("Kafka"),
    SCHEMA_REGISTRY("schema registry"),
    CONTENT_FOLDER("content folder");

    private final String label;

    Dependency(String label) {
        this.label = label;
    }

    /** For logs and metric tags. */
    public String label() {
        return label;
    }
}
