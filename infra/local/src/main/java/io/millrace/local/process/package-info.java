/**
 * Child processes of the local stack: a command and an environment arrive, a running process with a log file leaves.
 *
 * <p>Guarantees: a process is known by its pid <em>and</em> its birth, so that a recycled pid is never signalled; a
 * process {@link io.millrace.local.process.Lifetime#TIED_TO_PARENT tied to its parent} dies with the JVM that started
 * it, even when that JVM is killed with SIGKILL; every wait has a bound and ends early when the process ends.
 */
@NullMarked
package io.millrace.local.process;

import org.jspecify.annotations.NullMarked;
