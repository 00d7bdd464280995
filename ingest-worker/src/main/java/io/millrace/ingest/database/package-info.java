/**
 * The database as the ingest-worker meets it: the pool, and the checks that its role and its schema must pass before any
 * event is read.
 */
@NullMarked
package io.millrace.ingest.database;

import org.jspecify.annotations.NullMarked;
