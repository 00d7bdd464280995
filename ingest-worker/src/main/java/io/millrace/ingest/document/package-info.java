/**
 * Documents: from the topic of document events into Postgres.
 *
 * <p>What arrives: batches of records of {@code <prefix>.documents}. What leaves: for each document one transaction's worth
 * of rows (document, chunks, embeddings, outbox, audit), dead letters for what can never be applied, and then the offsets.
 *
 * <p><b>The steps of a batch.</b> {@link io.millrace.ingest.document.DocumentBatchProcessor} decodes every record, then
 * takes the events in rounds, the n-th event of each document in the n-th round, so that each document sees its events in
 * their order. In a round it reads what is stored, plans ({@link io.millrace.ingest.document.DocumentPlanner}), embeds what
 * is new in one call ({@link io.millrace.ingest.document.ChunkEmbedder}), and commits many documents in one transaction
 * ({@link io.millrace.ingest.document.DocumentCommitter}). Only there are rows locked, in the order of their ids: no call
 * leaves the process while a transaction is open. A plan that something else has overtaken is made anew.
 *
 * <p><b>Contents.</b> Of the documents of a collection with one content, one has the chunks and the others are its duplicates
 * ({@link io.millrace.ingest.document.ContentHolders}). When it goes, its event's plan carries the promotion of the oldest of
 * them, and both are written in one transaction or neither. Who holds a content is read when a plan is made, and again under
 * a lock when it is written. Limits of collections are checked under a lock too, and only there.
 *
 * <p><b>Deletion</b> keeps the content until it is purged ({@link io.millrace.ingest.document.DocumentRetention}), so that a
 * restoration is the same as publishing it again, with the vectors that are stored.
 *
 * <p><b>Waiting.</b> The container is paused while a batch is at work on a thread of its own, so that the poll loop goes on,
 * and the group keeps its member, however long an embedding provider or a database is away. Spring's retrying error
 * handlers were not chosen: they repeat the listener on the polling thread, where one long batch is enough to be expelled
 * from the group. When the group rebalances, all partitions are given up (the assignor is an eager one), the batch is
 * abandoned, and whoever owns the partitions next begins at the committed offsets.
 *
 * <p><b>A crash between any two steps</b> repeats the batch from the committed offsets:
 *
 * <ul>
 *   <li>before the commit: nothing is stored; texts are embedded again;
 *   <li>after the commit, before the dead letters or the offsets: each document remembers topic, partition and offset of the
 *       last event that it considered, so that what was committed is recognised and nothing is embedded, stored or sent
 *       again; dead letters may be sent twice.
 * </ul>
 *
 * <p>The same memory makes a replay of the topic, and two workers that both believe to own a partition, harmless: an event at
 * or before the last one considered changes nothing. A producer's {@code sequence}, where there is one, decides first. The
 * memory tells partitions and re-created topics apart, but cannot order events across partitions: give the documents topic
 * its partitions when it is created.
 */
@NullMarked
package io.millrace.ingest.document;

import org.jspecify.annotations.NullMarked;
