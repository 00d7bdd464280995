/**
 * The systems that ingest depends on, and what it does while one of them is away: it waits and asks again, for ever.
 *
 * <p>A failure comes in; either the exception that says which dependency is unavailable, or nothing, leaves. Guarantee: what
 * is not surely the fault of the data is never blamed on it.
 */
@NullMarked
package io.millrace.ingest.dependency;

import org.jspecify.annotations.NullMarked;
