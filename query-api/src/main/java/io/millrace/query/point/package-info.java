/**
 * Nearest points. An alias, a vector and a filter come in, point ids with scores leave, or one failure that says whose
 * fault it is. Nothing that a point carries is shown to a caller: text comes from PostgreSQL only.
 */
@NullMarked
package io.millrace.query.point;

import org.jspecify.annotations.NullMarked;
