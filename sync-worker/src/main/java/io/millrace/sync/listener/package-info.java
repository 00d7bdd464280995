/**
 * Listening to topics: records come in, each partition's own handler applies them in batches, of which several may be under way
 * at once and which end in order, and only then their offsets are committed. A partition whose handler waits is paused and
 * holds up no other; the poll loop never stops, so the group never takes a waiting worker for dead. Before a partition is given
 * away, what is under way for it ends.
 *
 * <p>Delivery is at least once: after a crash, a rebalance or a failed commit records come again. Handlers are idempotent.
 */
@NullMarked
package io.millrace.sync.listener;

import org.jspecify.annotations.NullMarked;
