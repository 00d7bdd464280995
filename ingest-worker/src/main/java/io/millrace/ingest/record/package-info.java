/**
 * The records of the system: the audit log is sealed, what is past its retention goes, statistics are refreshed. Nothing comes
 * in but the time; PostgreSQL's own functions do the work, one worker's at a time. A crash leaves what the next run does.
 */
@NullMarked
package io.millrace.ingest.record;

import org.jspecify.annotations.NullMarked;
