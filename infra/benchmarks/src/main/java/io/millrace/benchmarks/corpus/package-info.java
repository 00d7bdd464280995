/**
 * Documents made up for measuring: a seed and a number come in, the same chunk leaves every time. The texts are words in
 * sentences and the vectors lie in clusters, so that indexes work as hard as they would on real ones; they mean nothing.
 */
@NullMarked
package io.millrace.benchmarks.corpus;

import org.jspecify.annotations.NullMarked;
