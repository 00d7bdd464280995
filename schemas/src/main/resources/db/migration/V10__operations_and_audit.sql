SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

-- Work that an operator or a schedule asked for, and that outlives the process which does it.
CREATE TABLE operations (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    type          text NOT NULL CHECK (type IN ('REBUILD', 'VERIFICATION', 'RETENTION', 'EXPORT', 'ERASURE')),
    collection_id uuid REFERENCES collections (id) ON DELETE CASCADE,
    status        text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    config        jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(config) = 'object'),
    progress      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(progress) = 'object'),
    error         text,
    requested_by  text,
    lease_owner   text,
    lease_until   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    started_at    timestamptz,
    finished_at   timestamptz,
    CHECK ((status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL)),
    CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
);

CREATE INDEX operations_collection_idx ON operations (collection_id, created_at DESC);
CREATE INDEX operations_open_idx ON operations (created_at) WHERE finished_at IS NULL;

COMMENT ON TABLE operations IS 'Long work: what was asked for, how far it is, and who holds it now.';
COMMENT ON COLUMN operations.id IS 'UUID v4.';
COMMENT ON COLUMN operations.type IS 'What is done.';
COMMENT ON COLUMN operations.collection_id IS 'To which collection; NULL for work on the whole system.';
COMMENT ON COLUMN operations.status IS 'PENDING, RUNNING, and then one of SUCCEEDED, FAILED and CANCELLED, for good.';
COMMENT ON COLUMN operations.config IS 'What was asked for.';
COMMENT ON COLUMN operations.progress IS 'What is done so far, and in the end what came of it.';
COMMENT ON COLUMN operations.error IS 'One sentence, when it failed.';
COMMENT ON COLUMN operations.requested_by IS 'The actor, as the audit log names it.';
COMMENT ON COLUMN operations.lease_owner IS 'The process that does the work now.';
COMMENT ON COLUMN operations.lease_until IS 'Until when that process may be believed to be alive.';
COMMENT ON COLUMN operations.created_at IS 'When it was asked for.';
COMMENT ON COLUMN operations.started_at IS 'When it began.';
COMMENT ON COLUMN operations.finished_at IS 'When it ended.';

CREATE TABLE operation_metrics (
    operation_id uuid NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
    name         text NOT NULL CHECK (name ~ '^[a-z][a-z0-9_]{0,62}$'),
    value        double precision NOT NULL,
    unit         text NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (operation_id, name)
);

COMMENT ON TABLE operation_metrics IS 'What an operation measured.';
COMMENT ON COLUMN operation_metrics.operation_id IS 'Which operation.';
COMMENT ON COLUMN operation_metrics.name IS 'Such as points, or duration.';
COMMENT ON COLUMN operation_metrics.value IS 'The newest value.';
COMMENT ON COLUMN operation_metrics.unit IS 'Such as points, s, or points/s.';
COMMENT ON COLUMN operation_metrics.recorded_at IS 'When it was measured last.';

-- Who, and from where. No default and no check: no row is read or rewritten.
ALTER TABLE audit_logs
    ADD COLUMN user_id uuid,
    ADD COLUMN ip inet,
    ADD COLUMN user_agent text;

-- From the settings of the transaction, so that no statement which audits can forget them. A default that is set afterwards
-- changes no row that is there.
ALTER TABLE audit_logs
    ALTER COLUMN user_id SET DEFAULT caller_id(),
    ALTER COLUMN ip SET DEFAULT nullif(current_setting('millrace.ip', true), '')::inet,
    ALTER COLUMN user_agent SET DEFAULT nullif(current_setting('millrace.agent', true), '');

CREATE INDEX audit_logs_collection_idx ON audit_logs (collection_id, id) WHERE collection_id IS NOT NULL;
CREATE INDEX audit_logs_user_idx ON audit_logs (user_id, id) WHERE user_id IS NOT NULL;

-- The chain lies beside the log, and is written a moment later by one writer: chained in the transactions themselves, every
-- commit of the system would wait for the one before it.
CREATE TABLE audit_chain (
    position      bigint PRIMARY KEY CHECK (position > 0),
    audit_id      uuid NOT NULL UNIQUE,
    salt          bytea,
    person_digest bytea NOT NULL CHECK (length(person_digest) = 32),
    hash          bytea NOT NULL CHECK (length(hash) = 32),
    sealed_at     timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE audit_chain IS 'Seals the rows of audit_logs: each hash covers a row and the hash before it, so that a row that was changed, removed or put in between is found.';
COMMENT ON COLUMN audit_chain.position IS '1, 2, 3 and so on, without a gap.';
COMMENT ON COLUMN audit_chain.audit_id IS 'The row that is sealed.';
COMMENT ON COLUMN audit_chain.salt IS '16 random bytes that person_digest begins with; NULL once the person was erased from the row.';
COMMENT ON COLUMN audit_chain.person_digest IS 'SHA-256 of the salt and of who did it from where. It stays when they are erased, so that the chain holds.';
COMMENT ON COLUMN audit_chain.hash IS 'SHA-256 of the hash before, the person_digest, and what was done to what.';
COMMENT ON COLUMN audit_chain.sealed_at IS 'When the row was sealed.';

-- Numbers and not timestamps as text: a text depends on the session's time zone.
CREATE FUNCTION audit_person_digest(salt bytea, entry audit_logs) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN sha256(salt || convert_to(jsonb_build_array(entry.actor, entry.user_id, host(entry.ip), entry.user_agent)::text, 'UTF8'));

CREATE FUNCTION audit_hash(previous bytea, person_digest bytea, entry audit_logs) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN sha256(previous || person_digest || convert_to(jsonb_build_array(entry.id, extract(epoch FROM entry.occurred_at),
        entry.operation, entry.resource_type, entry.resource_id, entry.collection_id, entry.event_id, entry.version,
        entry.details)::text, 'UTF8'));

-- Ids of audit rows are UUID v7, so the unsealed ones are near the end: only transactions that take longer than the margin
-- hide from it, and audit_unsealed counts those.
CREATE FUNCTION audit_seal(batch integer DEFAULT 1000) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    margin constant interval := '15 minutes';
    entry  audit_logs;
    last   audit_chain;
    since  uuid := '00000000-0000-0000-0000-000000000000';
    new_salt bytea;
    digest bytea;
    sealed integer := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('millrace.audit_seal')) THEN
        RETURN 0;
    END IF;
    SELECT * INTO last FROM audit_chain ORDER BY position DESC LIMIT 1;
    IF FOUND THEN
        since := uuidv7(uuid_extract_timestamp(last.audit_id) - margin - clock_timestamp());
    END IF;
    FOR entry IN
        SELECT * FROM audit_logs a
        WHERE a.id >= since AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.audit_id = a.id)
        ORDER BY a.id LIMIT batch
    LOOP
        new_salt := uuid_send(gen_random_uuid());
        digest := audit_person_digest(new_salt, entry);
        last.position := coalesce(last.position, 0) + 1;
        last.hash := audit_hash(coalesce(last.hash, '\x'), digest, entry);
        INSERT INTO audit_chain (position, audit_id, salt, person_digest, hash)
        VALUES (last.position, entry.id, new_salt, digest, last.hash);
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END
$$;

-- Checks a stretch of the chain against the log. Only what was sealed can be checked; audit_unsealed tells how much was not.
CREATE FUNCTION audit_verify(after_position bigint, batch integer DEFAULT 10000)
    RETURNS TABLE (checked bigint, last_position bigint, last_hash bytea, broken_position bigint, problem text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
AS $$
DECLARE
    link  audit_chain;
    entry audit_logs;
BEGIN
    checked := 0;
    last_position := after_position;
    last_hash := '\x';
    IF after_position > 0 THEN
        SELECT c.hash INTO last_hash FROM audit_chain c WHERE c.position = after_position;
        IF NOT FOUND THEN
            broken_position := after_position;
            problem := 'the chain has no link here';
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    FOR link IN SELECT * FROM audit_chain c WHERE c.position > after_position ORDER BY c.position LIMIT batch LOOP
        SELECT * INTO entry FROM audit_logs a WHERE a.id = link.audit_id;
        problem := CASE
            WHEN link.position <> last_position + 1 THEN 'links before this one were removed'
            WHEN entry.id IS NULL THEN 'the row was removed'
            WHEN link.salt IS NOT NULL AND audit_person_digest(link.salt, entry) <> link.person_digest THEN 'who did it was changed'
            WHEN link.salt IS NULL AND (entry.actor, entry.user_id, entry.ip, entry.user_agent) IS DISTINCT FROM (NULL::text, NULL::uuid, NULL::inet, NULL::text)
                THEN 'the person was erased from the chain but not from the row'
            WHEN audit_hash(last_hash, link.person_digest, entry) <> link.hash THEN 'the row, or the link, was changed'
        END;
        IF problem IS NOT NULL THEN
            broken_position := link.position;
            RETURN NEXT;
            RETURN;
        END IF;
        checked := checked + 1;
        last_position := link.position;
        last_hash := link.hash;
    END LOOP;
    RETURN NEXT;
END
$$;

CREATE FUNCTION audit_unsealed(older_than interval DEFAULT '15 minutes') RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
AS $$
    SELECT count(*) FROM audit_logs a
    WHERE a.id < uuidv7(-older_than) AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.audit_id = a.id)
$$;

COMMENT ON FUNCTION audit_person_digest(bytea, audit_logs) IS 'What audit_chain.person_digest holds for a row.';
COMMENT ON FUNCTION audit_hash(bytea, bytea, audit_logs) IS 'What audit_chain.hash holds for a row after the link with the given hash.';
COMMENT ON FUNCTION audit_seal(integer) IS 'Seals rows of the audit log that are not in the chain yet. One at a time seals; answers how many it sealed.';
COMMENT ON FUNCTION audit_verify(bigint, integer) IS 'Checks the links after a position: how many hold, the last that does with its hash, and the first that does not.';
COMMENT ON FUNCTION audit_unsealed(interval) IS 'How many rows older than this are in no link: more than none is a fault, or somebody''s work.';

-- Counters of the server, for every partition at once: what an operator asks when one collection outgrows the others.
CREATE VIEW partition_health WITH (security_invoker = true) AS
SELECT right(c.relname, 2)::integer AS partition_key,
       c.relname::text AS partition_name,
       s.n_live_tup AS live_rows,
       s.n_dead_tup AS dead_rows,
       pg_table_size(c.oid) AS table_bytes,
       pg_indexes_size(c.oid) AS index_bytes,
       coalesce(s.seq_scan, 0) AS sequential_scans,
       coalesce(s.idx_scan, 0) AS index_scans,
       greatest(s.last_vacuum, s.last_autovacuum) AS last_vacuum,
       greatest(s.last_analyze, s.last_autoanalyze) AS last_analyze
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE i.inhparent = 'chunks'::regclass;

COMMENT ON VIEW partition_health IS 'Each partition of chunks: rows by the server''s estimate, bytes, scans, and when it was last vacuumed and analysed.';

CREATE VIEW partition_distribution WITH (security_invoker = true) AS
SELECT h.partition_key,
       h.live_rows,
       count(c.id) AS collections,
       CASE WHEN sum(h.live_rows) OVER () > 0 THEN h.live_rows / sum(h.live_rows) OVER () ELSE 0 END AS share
FROM partition_health h
LEFT JOIN collections c ON c.partition_key = h.partition_key AND c.deleted_at IS NULL
GROUP BY h.partition_key, h.live_rows;

COMMENT ON VIEW partition_distribution IS 'How chunks and collections are spread over the partitions.';

CREATE FUNCTION analyze_partition_skew()
    RETURNS TABLE (partitions bigint, used bigint, mean_rows numeric, max_rows bigint, skew numeric, largest_partition integer)
    LANGUAGE sql STABLE
AS $$
    SELECT count(*), count(*) FILTER (WHERE live_rows > 0), round(avg(live_rows), 1), max(live_rows),
           round(max(live_rows) / nullif(avg(live_rows), 0), 2),
           (array_agg(partition_key ORDER BY live_rows DESC, partition_key))[1]
    FROM partition_health
$$;

COMMENT ON FUNCTION analyze_partition_skew() IS 'How uneven the partitions are: skew is the largest over the mean; NULL when all are empty.';

CREATE FUNCTION get_partition_statistics(key integer)
    RETURNS TABLE (partition_name text, live_rows bigint, dead_rows bigint, table_bytes bigint, index_bytes bigint, collections bigint)
    LANGUAGE sql STABLE
AS $$
    SELECT h.partition_name, h.live_rows, h.dead_rows, h.table_bytes, h.index_bytes,
           (SELECT count(*) FROM collections c WHERE c.partition_key = key AND c.deleted_at IS NULL)
    FROM partition_health h WHERE h.partition_key = key
$$;

COMMENT ON FUNCTION get_partition_statistics(integer) IS 'One partition of chunks, by its key of 0 to 99; no row for any other.';

CREATE VIEW pipeline_status WITH (security_invoker = true) AS
SELECT c.id AS collection_id,
       c.name,
       c.status,
       count(d.id) FILTER (WHERE d.deleted_at IS NULL) AS documents,
       count(d.id) FILTER (WHERE d.indexed_version < d.version) AS waiting,
       count(d.id) FILTER (WHERE d.status = 'FAILED') AS failed,
       min(d.updated_at) FILTER (WHERE d.indexed_version < d.version) AS oldest_waiting,
       max(d.indexed_at) AS last_indexed
FROM collections c
LEFT JOIN documents d ON d.collection_id = c.id
WHERE c.deleted_at IS NULL
GROUP BY c.id, c.name, c.status;

COMMENT ON VIEW pipeline_status IS 'Each collection that the caller may see: its documents, and how many of them wait to be indexed.';

CREATE MATERIALIZED VIEW collection_chunking_stats AS
SELECT c.id AS collection_id,
       count(DISTINCT k.document_id) AS documents,
       count(k.id) AS chunks,
       round(avg(k.token_count), 1) AS mean_tokens,
       min(k.token_count) AS min_tokens,
       max(k.token_count) AS max_tokens,
       coalesce(sum(length(k.text)), 0) AS characters,
       now() AS refreshed_at
FROM collections c
LEFT JOIN chunks k ON k.collection_id = c.id AND k.partition_key = c.partition_key
WHERE c.deleted_at IS NULL
GROUP BY c.id;

CREATE UNIQUE INDEX collection_chunking_stats_idx ON collection_chunking_stats (collection_id);
COMMENT ON MATERIALIZED VIEW collection_chunking_stats IS 'Sizes of the chunks of each collection, as of the last refresh. No personal data, and no content.';

CREATE FUNCTION refresh_collection_chunking_stats() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    IF pg_try_advisory_xact_lock(hashtext('millrace.refresh_collection_chunking_stats')) THEN
        REFRESH MATERIALIZED VIEW CONCURRENTLY collection_chunking_stats;
    END IF;
END
$$;

COMMENT ON FUNCTION refresh_collection_chunking_stats() IS 'Brings collection_chunking_stats up to date, without holding up its readers. Two at once are one.';

-- A materialized view knows no row-level security: it is read through this.
CREATE FUNCTION chunking_stats_of(collection uuid)
    RETURNS TABLE (documents bigint, chunks bigint, mean_tokens numeric, min_tokens integer, max_tokens integer, characters bigint,
                   refreshed_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER
AS $$
    SELECT s.documents, s.chunks, s.mean_tokens, s.min_tokens, s.max_tokens, s.characters, s.refreshed_at
    FROM collection_chunking_stats s WHERE s.collection_id = collection AND caller_may_read(collection)
$$;

COMMENT ON FUNCTION chunking_stats_of(uuid) IS 'collection_chunking_stats of one collection, if the caller may read it.';

-- Columns that were made before every column had a comment.
COMMENT ON COLUMN audit_logs.id IS 'UUID v7.';
COMMENT ON COLUMN audit_logs.occurred_at IS 'When the transaction began.';
COMMENT ON COLUMN audit_logs.operation IS 'What was done, such as document.committed.';
COMMENT ON COLUMN audit_logs.resource_type IS 'To what kind of thing.';
COMMENT ON COLUMN audit_logs.resource_id IS 'To which one.';
COMMENT ON COLUMN audit_logs.collection_id IS 'In which collection; NULL for what belongs to none.';
COMMENT ON COLUMN audit_logs.actor IS 'Who: a user, a key, a producer.';
COMMENT ON COLUMN audit_logs.event_id IS 'Id of the event that asked for it.';
COMMENT ON COLUMN audit_logs.version IS 'Of the resource, after the change.';
COMMENT ON COLUMN audit_logs.details IS 'A JSON object: which fields changed. Never their values, and nothing about a person.';
COMMENT ON COLUMN audit_logs.user_id IS 'The user that the actor acts for, when there is one.';
COMMENT ON COLUMN audit_logs.ip IS 'From where, when it was asked for over HTTP.';
COMMENT ON COLUMN audit_logs.user_agent IS 'With what, when it was asked for over HTTP.';
COMMENT ON COLUMN outbox.id IS 'UUID v7, sent as a header.';
COMMENT ON COLUMN outbox.document_id IS 'Of which document, when it is of one; sent as a header.';
COMMENT ON COLUMN outbox.version IS 'Of the document or collection; sent as a header.';
COMMENT ON COLUMN outbox.traceparent IS 'W3C trace context; sent as a header.';
COMMENT ON COLUMN outbox.created_at IS 'When its transaction began; it chooses the partition.';
COMMENT ON COLUMN outbox_days.day IS 'In UTC.';
COMMENT ON COLUMN outbox_days.closed_lsn IS 'Taken a day after the day''s end; NULL before.';
COMMENT ON COLUMN collection_chunking_stats.collection_id IS 'Of which collection.';
COMMENT ON COLUMN collection_chunking_stats.documents IS 'Documents that have chunks.';
COMMENT ON COLUMN collection_chunking_stats.chunks IS 'Chunks.';
COMMENT ON COLUMN collection_chunking_stats.mean_tokens IS 'Of a chunk, estimated; NULL without chunks.';
COMMENT ON COLUMN collection_chunking_stats.min_tokens IS 'Of the smallest chunk.';
COMMENT ON COLUMN collection_chunking_stats.max_tokens IS 'Of the largest chunk.';
COMMENT ON COLUMN collection_chunking_stats.characters IS 'Of all chunks together.';
COMMENT ON COLUMN collection_chunking_stats.refreshed_at IS 'As of when.';
COMMENT ON COLUMN partition_health.partition_key IS '0 to 99.';
COMMENT ON COLUMN partition_health.partition_name IS 'The partition''s table.';
COMMENT ON COLUMN partition_health.live_rows IS 'Estimated by the server.';
COMMENT ON COLUMN partition_health.dead_rows IS 'Estimated by the server; vacuum removes them.';
COMMENT ON COLUMN partition_health.table_bytes IS 'On disk, with what is stored out of line.';
COMMENT ON COLUMN partition_health.index_bytes IS 'On disk.';
COMMENT ON COLUMN partition_health.sequential_scans IS 'Since the server''s statistics began.';
COMMENT ON COLUMN partition_health.index_scans IS 'Since the server''s statistics began.';
COMMENT ON COLUMN partition_health.last_vacuum IS 'By hand or by itself.';
COMMENT ON COLUMN partition_health.last_analyze IS 'By hand or by itself.';
COMMENT ON COLUMN partition_distribution.partition_key IS '0 to 99.';
COMMENT ON COLUMN partition_distribution.live_rows IS 'Estimated by the server.';
COMMENT ON COLUMN partition_distribution.collections IS 'Those that are not deleted, and that the caller may see.';
COMMENT ON COLUMN partition_distribution.share IS 'Of all chunks, 0 to 1.';
COMMENT ON COLUMN pipeline_status.collection_id IS 'Which collection.';
COMMENT ON COLUMN pipeline_status.name IS 'Its name.';
COMMENT ON COLUMN pipeline_status.status IS 'Where it is in its life.';
COMMENT ON COLUMN pipeline_status.documents IS 'Documents that are not deleted.';
COMMENT ON COLUMN pipeline_status.waiting IS 'Documents whose newest version is not indexed yet.';
COMMENT ON COLUMN pipeline_status.failed IS 'Documents whose last event was refused.';
COMMENT ON COLUMN pipeline_status.oldest_waiting IS 'Since when the longest has waited.';
COMMENT ON COLUMN pipeline_status.last_indexed IS 'When a document was last indexed.';

GRANT SELECT, INSERT, UPDATE ON operations TO millrace_sync, millrace_query;
GRANT SELECT, INSERT, UPDATE ON operation_metrics TO millrace_sync;
GRANT SELECT ON operation_metrics TO millrace_query;
GRANT SELECT ON partition_health, partition_distribution, pipeline_status TO millrace_query;

-- Workers do operations, and superusers and a collection's administrators see them.
ALTER TABLE operations ENABLE ROW LEVEL SECURITY;
ALTER TABLE operations FORCE ROW LEVEL SECURITY;
CREATE POLICY workers ON operations TO millrace_sync, millrace_migrate USING (true) WITH CHECK (true);
CREATE POLICY callers ON operations TO millrace_query
    USING (caller_is_superuser() OR (collection_id IS NOT NULL AND caller_may_administer(collection_id)));
ALTER TABLE operation_metrics ENABLE ROW LEVEL SECURITY;
ALTER TABLE operation_metrics FORCE ROW LEVEL SECURITY;
CREATE POLICY workers ON operation_metrics TO millrace_sync, millrace_migrate USING (true) WITH CHECK (true);
CREATE POLICY callers ON operation_metrics TO millrace_query
    USING (EXISTS (SELECT FROM operations o WHERE o.id = operation_id));

-- The log of what was done shows itself to those who answer for it. Everybody adds to it; nobody changes it.
ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY workers ON audit_logs TO millrace_ingest, millrace_sync, millrace_migrate USING (true) WITH CHECK (true);
CREATE POLICY writers ON audit_logs FOR INSERT TO millrace_query WITH CHECK (true);
CREATE POLICY readers ON audit_logs FOR SELECT TO millrace_query
    USING (caller_is_superuser() OR (collection_id IS NOT NULL AND caller_may_administer(collection_id)));

CREATE VIEW collection_audit_log WITH (security_invoker = true) AS
SELECT a.id, a.occurred_at, a.collection_id, a.operation, a.resource_type, a.resource_id, a.actor, a.version, a.details
FROM audit_logs a
WHERE a.collection_id IS NOT NULL;

COMMENT ON VIEW collection_audit_log IS 'The audit log of the collections that the caller administers.';
COMMENT ON COLUMN collection_audit_log.id IS 'UUID v7.';
COMMENT ON COLUMN collection_audit_log.occurred_at IS 'When.';
COMMENT ON COLUMN collection_audit_log.collection_id IS 'In which collection.';
COMMENT ON COLUMN collection_audit_log.operation IS 'What was done.';
COMMENT ON COLUMN collection_audit_log.resource_type IS 'To what kind of thing.';
COMMENT ON COLUMN collection_audit_log.resource_id IS 'To which one.';
COMMENT ON COLUMN collection_audit_log.actor IS 'Who.';
COMMENT ON COLUMN collection_audit_log.version IS 'Of the resource, after the change.';
COMMENT ON COLUMN collection_audit_log.details IS 'Which fields changed.';

GRANT SELECT ON collection_audit_log TO millrace_query;

RESET ROLE;

-- SECURITY DEFINER functions run with the owner's search path, not the caller's.
DO $$
DECLARE
    f text;
    r text;
BEGIN
    FOR f, r IN VALUES
        ('audit_seal(integer)', 'millrace_ingest'),
        ('audit_verify(bigint, integer)', 'millrace_query'),
        ('audit_unsealed(interval)', 'millrace_query'),
        ('refresh_collection_chunking_stats()', 'millrace_ingest'),
        ('chunking_stats_of(uuid)', 'millrace_query')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, r);
    END LOOP;
END
$$;
