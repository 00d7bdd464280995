package io.millrace.local.stack;

/** The three servers that Millrace needs, running. Thread-safe. Closing it ends them and drops their data. */
public interface Stack extends AutoCloseable {
    PostgresServer postgres();

    KafkaServer kafka();

    QdrantServer qdrant();

    @Override
    void close();
}
