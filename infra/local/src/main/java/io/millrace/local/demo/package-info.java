/**
 * The verb {@code demo}: a whole Millrace, shown and proved on this machine in one command.
 *
 * <p>A home folder with built jars and the sample corpus arrive; on stdout a report of what was measured leaves. The demo
 * runs the real applications on a system of its own, through the same verbs and HTTP paths as any user. Every claim it
 * prints was checked in that run; one that does not hold ends it with one sentence and exit code 1. Guarantees: a system
 * that is running elsewhere is not touched; nothing is left running and nothing but logs of a failure is left on disk,
 * also after Ctrl-C, unless {@code --keep} asks for it.
 *
 * <p>{@link io.millrace.local.demo.Demo} is the list of steps, one class each.
 */
@NullMarked
package io.millrace.local.demo;

import org.jspecify.annotations.NullMarked;
