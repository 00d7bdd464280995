/**
 * The machine that is measured on: what it is, and where its processor time goes while something runs. Names of processes
 * come in, cores that each kept busy leave.
 */
@NullMarked
package io.millrace.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
