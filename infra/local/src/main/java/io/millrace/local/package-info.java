/**
 * The local stack's command line: verbs arrive, exit codes and one clear sentence leave. See
 * {@link io.millrace.local.LocalStackMain}.
 */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
