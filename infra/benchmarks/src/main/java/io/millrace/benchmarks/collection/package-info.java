/**
 * Collections of the made-up corpus: a name comes in; the rows, topics, change events and points that a user's collection has
 * leave. Nothing in here is measured.
 */
@NullMarked
package io.millrace.benchmarks.collection;

import org.jspecify.annotations.NullMarked;
