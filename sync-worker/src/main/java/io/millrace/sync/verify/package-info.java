/**
 * Verification: a collection comes in, and proof that Postgres and Qdrant hold the same chunks, in the same version with the
 * same content, or a list of those that differ, leaves.
 *
 * <p>Both sides are streamed in id order and merged; PostgreSQL and Qdrant order UUIDs alike, by their bytes, unsigned.
 * Since both move while they are read, a difference is first a suspicion. It is judged again once the pipeline has passed
 * the moment of reading, that is when the document's newest version is indexed, and counts only if the document did not
 * change while both sides were looked at.
 */
@NullMarked
package io.millrace.sync.verify;

import org.jspecify.annotations.NullMarked;
