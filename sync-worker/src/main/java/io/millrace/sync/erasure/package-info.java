/**
 * Erasure: an open operation that names a user or a document comes in; what leaves is its receipt, which says of every store
 * what was found, what is left and by when that is gone.
 *
 * <p>A pass looks into each store, removes what it finds and notes it. Nothing is remembered between passes but what the
 * operation's row says, and every step may be repeated: after a crash anywhere the next holder of the lease makes the next
 * pass. A pass never waits: for what must first be relayed, applied, compacted or expire, a later one looks again. The
 * operation succeeds only when a look into each store has found nothing.
 */
@NullMarked
package io.millrace.sync.erasure;

import org.jspecify.annotations.NullMarked;
