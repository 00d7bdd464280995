/**
 * The {@code migrate} verb. An empty or older database and a broker come in; the newest schema, the roles with their
 * passwords, and the base topics leave. Safe to run again.
 */
@NullMarked
package io.millrace.ingest.migration;

import org.jspecify.annotations.NullMarked;
