/**
 * The log of searches. What was asked, shown and measured comes in after the answer is made; rows leave, in batches, off the
 * request path. Nobody waits for it and nothing fails by it: what finds the queue full, or PostgreSQL away, is counted and
 * dropped. A crash loses what is in the queue, of at most a second.
 */
@NullMarked
package io.millrace.query.querylog;

import org.jspecify.annotations.NullMarked;
