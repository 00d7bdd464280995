/**
 * Searches: what arrives are query messages and a view of the points, what leaves are hits, best first.
 *
 * <p>A search sees one view from its first prefetch to its last payload, so its answer is consistent under concurrent
 * writes. Scores are those of Qdrant: dot products, distances, IDF-weighted sparse products, fused ranks.
 */
@NullMarked
package io.millrace.local.qdrant.query;

import org.jspecify.annotations.NullMarked;
