/**
 * The environment variables that the command line reads: the same names as the worker's configuration. Each absence and each
 * mistake is one sentence.
 */
@NullMarked
package io.millrace.ingest.environment;

import org.jspecify.annotations.NullMarked;
