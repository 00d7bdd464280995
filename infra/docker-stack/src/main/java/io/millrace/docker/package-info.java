/**
 * The stack of the integration tests in containers: a Docker engine and three pinned images arrive, a {@link
 * io.millrace.local.stack.Stack} leaves.
 *
 * <p>Guarantees: the same addresses before and after a fault, for each container's port is bound to one fixed port of
 * 127.0.0.1; without a Docker engine it fails with one sentence, and never skips.
 */
@NullMarked
package io.millrace.docker;

import org.jspecify.annotations.NullMarked;
