package io.millrace.sync.deadletter;

import java.util.List;

/** Where dead letters go. Thread-safe. */
@FunctionalInterface
public interface DeadLetterSink {

    /**
     * Returns once every letter is durable. A letter may be there twice after a failure.
     *
     * @throws io.millrace.sync.retry.DependencyException if that is not certain; publish them all again
     */
    void publish(List<DeadLetter> letters);
}
