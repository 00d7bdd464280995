/**
 * The ingest-worker: its command line, its configuration, its start. Everything else is in the packages below, each named
 * for its noun.
 */
@NullMarked
package io.millrace.ingest;

import org.jspecify.annotations.NullMarked;
