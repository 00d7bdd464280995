/**
 * Who is calling. A request with an API key comes in, a {@code Caller} leaves; every transaction carries it into PostgreSQL,
 * where row-level security decides what it may see. Without a caller nothing is visible.
 */
@NullMarked
package io.millrace.query.access;

import org.jspecify.annotations.NullMarked;
