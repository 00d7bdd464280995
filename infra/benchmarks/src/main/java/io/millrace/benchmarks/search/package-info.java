/**
 * Search: a vector comes in, hits with their text leave, and how soon. The same vectors go through the bare Qdrant client and
 * one bare SQL statement in the same round.
 */
@NullMarked
package io.millrace.benchmarks.search;

import org.jspecify.annotations.NullMarked;
