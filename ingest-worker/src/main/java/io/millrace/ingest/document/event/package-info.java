/**
 * Document events. A Kafka record comes in; a {@link io.millrace.ingest.document.event.DocumentChange} leaves, checked and
 * complete, or a {@link io.millrace.ingest.document.event.RefusedEventException} that says why this record can never be
 * applied.
 *
 * <p>Guarantees: nothing but the record decides whether it is refused; a database, a schema registry or a folder that is
 * away gives {@link io.millrace.ingest.dependency.DependencyUnavailableException} instead.
 *
 * <p>How the type ends says what is wanted: {@code deleted}, {@code purged}, {@code restored}, {@code described} (title and
 * metadata only); all else publishes. Text is cleaned ({@link io.millrace.ingest.hygiene.TextHygiene}); sources, being
 * identities, are not.
 *
 * <p>PostgreSQL cannot hold U+0000 in text. In titles, content, chunks and metadata it is replaced by U+FFFD, as CommonMark
 * (section 2.3) demands anyway, so that offsets stay; the content hash is of what was received. In a source it is refused,
 * since a source is an identity.
 */
@NullMarked
package io.millrace.ingest.document.event;

import org.jspecify.annotations.NullMarked;
