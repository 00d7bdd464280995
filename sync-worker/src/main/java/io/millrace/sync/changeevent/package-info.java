/**
 * Change events: batches of records from the chunk topics come in; points in Qdrant, dead letters and documents marked as
 * indexed leave, in this order, and then the batch may be acknowledged. Of several events for one chunk only the newest is
 * applied. Bad events never block good ones; an absent server never turns a good event into a dead letter.
 */
@NullMarked
package io.millrace.sync.changeevent;

import org.jspecify.annotations.NullMarked;
