/**
 * The {@code publish} verb. Files and folders come in; a document event for each file whose content differs from what the
 * system has leaves, and a truthful summary.
 *
 * <p>Guarantees: a source is the file's path below the folder that was named, whatever the working directory; every event
 * counted as sent was acknowledged by all in-sync replicas; memory is bounded by the producer's buffer and one file; a
 * document is deleted only if the path of this run published it and its file is certainly gone.
 */
@NullMarked
package io.millrace.ingest.publish;

import org.jspecify.annotations.NullMarked;
