package io.millrace.ingest.relay;

/**
 * The relay cannot go on for now. The message is one sentence for an operator.
 *
 * <p>Deliberately no Kafka Connect exception: the engine would take a {@code RetriableException} as leave to poll the next
 * batch, and the failed one would be lost. Source: Debezium 3.6.1 {@code RetryingCallable#call},
 * {@code AsyncEmbeddedEngine.PollRecords#doCall}.
 */
final class RelayException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RelayErrorCode code;

    RelayException(RelayErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    RelayException(RelayErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    RelayErrorCode code() {
        return code;
    }
}
