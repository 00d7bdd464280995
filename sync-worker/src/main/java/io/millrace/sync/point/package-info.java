/**
 * Points: change events of chunks come in, guarded writes to Qdrant leave. A write counts only when Qdrant says
 * {@code Completed}; repeating one is harmless, since points carry the version of their chunk and an older version never
 * replaces a newer one.
 */
@NullMarked
package io.millrace.sync.point;

import org.jspecify.annotations.NullMarked;
