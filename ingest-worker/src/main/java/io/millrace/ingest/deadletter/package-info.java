/**
 * Dead letters. A record that can never be applied comes in with the reason; the same bytes and headers leave for {@code
 * <topic>-dlt}, with the headers that Spring's {@code DeadLetterPublishingRecoverer} writes and {@code
 * millrace-error-code}.
 *
 * <p>Guarantee: {@code send} returns once every dead letter is acknowledged by all in-sync replicas. A batch that is
 * processed again may send its dead letters again.
 */
@NullMarked
package io.millrace.ingest.deadletter;

import org.jspecify.annotations.NullMarked;
