/**
 * The outbox. Change events come in, rows leave, in the caller's transaction and in the order given: whoever reads the
 * outbox in commit order therefore has each document's chunk events before the marker that follows them.
 *
 * <p>Rows are only ever inserted: never by COPY, never updated.
 */
@NullMarked
package io.millrace.ingest.outbox;

import org.jspecify.annotations.NullMarked;
