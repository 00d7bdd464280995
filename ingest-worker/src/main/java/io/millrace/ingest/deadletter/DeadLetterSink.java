package io.millrace.ingest.deadletter;

import java.util.List;

/** Where dead letters go. Thread-safe. */
public interface DeadLetterSink {

    /**
     * Returns once all are stored durably.
     *
     * @throws io.millrace.ingest.dependency.DependencyUnavailableException if that cannot be told now: send all again
     */
    void send(List<DeadLetter> letters);
}
