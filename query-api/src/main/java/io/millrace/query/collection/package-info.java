/**
 * Collections. A name with settings comes in; topics, a row, an outbox record with the spec and an audit record leave
 * together. The sync-worker then makes the Qdrant collection and says READY.
 */
@NullMarked
package io.millrace.query.collection;

import org.jspecify.annotations.NullMarked;
