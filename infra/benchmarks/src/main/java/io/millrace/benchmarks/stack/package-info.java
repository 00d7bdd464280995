/**
 * The system that is measured: real servers with the settings that {@code up} gives them, and Millrace's applications in
 * processes of their own, all private to one run, in one temporary folder. When the run ends, however it ends, the
 * processes are gone; unless it was killed with SIGKILL, the folder is gone too.
 */
@NullMarked
package io.millrace.benchmarks.stack;

import org.jspecify.annotations.NullMarked;
