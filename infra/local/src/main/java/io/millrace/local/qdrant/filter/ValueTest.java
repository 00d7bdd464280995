package io.millrace.local.qdrant.filter;

import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.Optional;
import org.apache.lucene.search.Query;

/** A test of one payload value ({@code ValueChecker} in {@code condition_checker.rs}). */
interface ValueTest {

    /** Whether one value, not an array to look into, passes. */
    boolean passes(Value value);

    /** Whether a value found at the path passes; an array passes when one of its elements does. */
    default boolean passesField(Value value) {
        return value.hasListValue()
                ? value.getListValue().getValuesList().stream().anyMatch(this::passes)
                : passes(value);
    }

    /** What holds when there is no value at the path ({@code check_empty}). */
    default boolean passesNothing() {
        return false;
    }

    /** A query over index terms that decides this test exactly for a canonical path, if there is one. */
    default Optional<Query> termQuery(String canonicalPath) {
        return Optional.empty();
    }
}
