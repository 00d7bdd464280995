/**
 * The whole local system over one state folder: {@link io.millrace.local.system.LocalSystem} starts, shows and ends the
 * three servers and the three applications.
 *
 * <p>A home folder with built jars and a state folder arrive; detached processes and {@code client.env} leave.
 * Guarantees: credentials are generated once and readable by their owner only; each application's environment holds
 * only the secrets that it needs; doing anything twice is harmless; only processes that this system started are ever
 * signalled; one command at a time works on a state folder.
 */
@NullMarked
package io.millrace.local.system;

import org.jspecify.annotations.NullMarked;
