/**
 * Rebuilding: a collection's topic comes in, a new Qdrant generation behind the same alias leaves. No text is embedded:
 * vectors are in the topic. Search goes on from the old generation until the alias moves, in one request, after the new
 * one was verified.
 *
 * <p>Why nothing is lost and nothing resurrected. Let B be the beginnings of the partitions, E1, E2, … their ends, each
 * read after the round before it was applied, and S the moment at which the alias moves.
 *
 * <ol>
 *   <li><b>Before S</b> only we write to the new generation. Rounds [B, E1), [E1, E2), … [Ek-1, Ek) apply the topic in order,
 *       partition by partition, so it is in the state of Ek. Live workers write through the alias to the old one.
 *   <li><b>At S</b> a live worker's requests begin to reach the new generation. What a worker had applied before S was in
 *       the topic before S. So with X, the ends read after S: every event at X or later is applied to the new generation
 *       by a worker; the events in [Ek, X) may have reached only the old one.
 *   <li><b>Closing the gap</b>: we read all of [Ek, X) first, keep the newest event of each chunk, and apply those. An
 *       upsert of ours never replaces a newer point and a delete never removes one, since both carry their version. What
 *       a guard cannot stop is an upsert of ours that arrives after a worker's delete of the same chunk. If that delete is
 *       before X, then our upsert was not the newest event and was not sent. So it is at X or later.
 *   <li><b>Deletes again</b>: let Y be the ends read after the gap was closed. A delete that a worker applied before our
 *       upsert arrived is in [X, Y). We read [X, Y) and apply once more those deletes in it whose chunk we upserted
 *       while closing the gap. This round sends no upsert, so there is nothing left to resurrect: two rounds suffice,
 *       however fast others write. A delete whose chunk was written again meanwhile spares the newer point.
 * </ol>
 *
 * <p>A worker that lags behind Ek at S applies older events once more; guards stop its upserts of chunks that exist, and
 * those of chunks deleted in between are followed by the same worker's delete.
 *
 * <p>A rollback is the same with a generation that exists: it is brought up to date from the topic, and what is not in the
 * topic any more is removed, before the alias moves back.
 */
@NullMarked
package io.millrace.sync.rebuild;

import org.jspecify.annotations.NullMarked;
