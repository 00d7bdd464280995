package io.millrace.ingest.relay;

/** What made the relay pause. All of these are retried for ever: none of them is a row's fault. */
enum RelayErrorCode {
    POSTGRES_UNAVAILABLE("relay-postgres-unavailable"),
    KAFKA_UNAVAILABLE("relay-kafka-unavailable"),
    TOPIC_MISSING("relay-topic-missing"),
    SLOT_UNUSABLE("relay-slot-unusable"),
    ENGINE_FAILED("relay-engine-failed"),
    ENGINE_STALLED("relay-engine-stalled"),
    LEADERSHIP_LOST("relay-leadership-lost");

    private final String code;

    RelayErrorCode(String code) {
        this.code = code;
    }

    /** Stable; a metric tag. */
    String code() {
        return code;
    }
}
