-- Safe beside writers: of the tables that they use, a transaction here locks one only, for as long as it takes to say so, and
-- whoever waits for one table holds no other: this one locks collections, V7 documents. What scans is in V8 and V9.
SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

-- How text can be cut -------------------------------------------------------------------------------------------------

CREATE TABLE chunking_strategies (
    name           text PRIMARY KEY CHECK (name ~ '^[A-Z][A-Z_]{0,31}$'),
    description    text NOT NULL CHECK (description <> ''),
    min_chunk_size integer NOT NULL CHECK (min_chunk_size > 0),
    max_chunk_size integer NOT NULL CHECK (max_chunk_size >= min_chunk_size),
    max_overlap    integer NOT NULL CHECK (max_overlap >= 0)
);

INSERT INTO chunking_strategies (name, description, min_chunk_size, max_chunk_size, max_overlap) VALUES
    ('AUTO', 'By each document''s media type: Markdown as MARKDOWN, all else as PLAIN.', 16, 8192, 8191),
    ('MARKDOWN', 'Section by section: a chunk never crosses a heading; lists, tables and code stay whole while they fit.', 16, 8192, 8191),
    ('PLAIN', 'By paragraphs, and where those are too long by sentences, lines and words.', 16, 8192, 8191);

COMMENT ON TABLE chunking_strategies IS 'The ways of cutting that the ingest-worker has, and what may be asked of each.';
COMMENT ON COLUMN chunking_strategies.name IS 'As collections name it.';
COMMENT ON COLUMN chunking_strategies.description IS 'What it does, in a sentence for whoever chooses.';
COMMENT ON COLUMN chunking_strategies.min_chunk_size IS 'The least chunk_size, in tokens.';
COMMENT ON COLUMN chunking_strategies.max_chunk_size IS 'The greatest chunk_size, in tokens.';
COMMENT ON COLUMN chunking_strategies.max_overlap IS 'The greatest chunk_overlap, in tokens. It is less than chunk_size in any case.';

CREATE TABLE chunking_configs (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    strategy      text NOT NULL REFERENCES chunking_strategies (name),
    chunk_size    integer NOT NULL CHECK (chunk_size > 0),
    chunk_overlap integer NOT NULL CHECK (chunk_overlap >= 0 AND chunk_overlap < chunk_size),
    fingerprint   text NOT NULL UNIQUE GENERATED ALWAYS AS (strategy || ':' || chunk_size::text || ':' || chunk_overlap::text) STORED,
    created_at    timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE chunking_configs IS 'The ways of cutting that collections use, each once however many use it. Never changed: a collection that wants another points to another.';
COMMENT ON COLUMN chunking_configs.id IS 'UUID v4.';
COMMENT ON COLUMN chunking_configs.strategy IS 'How text is cut.';
COMMENT ON COLUMN chunking_configs.chunk_size IS 'Most tokens in a chunk, estimated.';
COMMENT ON COLUMN chunking_configs.chunk_overlap IS 'Tokens that a chunk repeats from the one before it.';
COMMENT ON COLUMN chunking_configs.fingerprint IS 'strategy:chunk_size:chunk_overlap, by which equal ones are one.';
COMMENT ON COLUMN chunking_configs.created_at IS 'When a collection first asked for it.';

ALTER TABLE collections
    ADD COLUMN default_chunking_config_id uuid,
    ADD COLUMN chunking_config jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN meta jsonb NOT NULL DEFAULT '{}',
    ADD CONSTRAINT collections_default_chunking_config_id_fkey
        FOREIGN KEY (default_chunking_config_id) REFERENCES chunking_configs (id) NOT VALID,
    ADD CONSTRAINT collections_chunking_strategy_fkey
        FOREIGN KEY (chunking_strategy) REFERENCES chunking_strategies (name) NOT VALID,
    ADD CONSTRAINT collections_chunking_config_check CHECK (jsonb_typeof(chunking_config) = 'object') NOT VALID,
    ADD CONSTRAINT collections_meta_check CHECK (jsonb_typeof(meta) = 'object' AND length(meta::text) <= 65536) NOT VALID,
    DROP CONSTRAINT collections_chunking_strategy_check,
    DROP CONSTRAINT collections_status_check,
    ADD CONSTRAINT collections_status_check
        CHECK (status IN ('PENDING', 'READY', 'PROCESSING', 'ERROR', 'DEGRADED', 'ARCHIVED', 'DELETED')) NOT VALID;

-- Whoever makes or changes a collection says strategy, size and overlap; that they are one row of chunking_configs is kept here.
CREATE FUNCTION collections_chunking() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    bounds chunking_strategies;
BEGIN
    SELECT * INTO bounds FROM chunking_strategies WHERE name = NEW.chunking_strategy;
    IF NOT FOUND THEN
        RAISE foreign_key_violation USING MESSAGE = format('there is no chunking strategy %L', NEW.chunking_strategy);
    END IF;
    IF NEW.chunk_size NOT BETWEEN bounds.min_chunk_size AND bounds.max_chunk_size OR NEW.chunk_overlap > bounds.max_overlap THEN
        RAISE check_violation USING MESSAGE = format('the strategy %s takes a chunk_size from %s to %s and a chunk_overlap of %s at most',
            bounds.name, bounds.min_chunk_size, bounds.max_chunk_size, bounds.max_overlap);
    END IF;
    INSERT INTO chunking_configs (strategy, chunk_size, chunk_overlap)
    VALUES (NEW.chunking_strategy, NEW.chunk_size, NEW.chunk_overlap)
    ON CONFLICT (fingerprint) DO NOTHING
    RETURNING id INTO NEW.default_chunking_config_id;
    IF NEW.default_chunking_config_id IS NULL THEN
        SELECT id INTO NEW.default_chunking_config_id FROM chunking_configs
        WHERE fingerprint = NEW.chunking_strategy || ':' || NEW.chunk_size::text || ':' || NEW.chunk_overlap::text;
    END IF;
    NEW.chunking_config := jsonb_build_object(
        'strategy', NEW.chunking_strategy, 'chunk_size', NEW.chunk_size, 'chunk_overlap', NEW.chunk_overlap);
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION collections_chunking() IS 'Holds a collection''s chunking within its strategy''s bounds, and points it to the one chunking_configs row that says so.';

CREATE TRIGGER collections_chunking
    BEFORE INSERT OR UPDATE OF chunking_strategy, chunk_size, chunk_overlap, default_chunking_config_id, chunking_config ON collections
    FOR EACH ROW EXECUTE FUNCTION collections_chunking();

UPDATE collections SET chunk_size = chunk_size;

-- The life of a collection --------------------------------------------------------------------------------------------

CREATE FUNCTION collection_may_become(before text, after text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN before = after OR CASE before
        WHEN 'PENDING' THEN after IN ('READY', 'ERROR', 'DELETED')
        WHEN 'READY' THEN after IN ('PROCESSING', 'DEGRADED', 'ERROR', 'ARCHIVED', 'DELETED')
        WHEN 'PROCESSING' THEN after IN ('READY', 'DEGRADED', 'ERROR', 'DELETED')
        WHEN 'ERROR' THEN after IN ('READY', 'PROCESSING', 'DELETED')
        WHEN 'DEGRADED' THEN after IN ('READY', 'PROCESSING', 'ERROR', 'ARCHIVED', 'DELETED')
        WHEN 'ARCHIVED' THEN after IN ('READY', 'DELETED')
        ELSE false
    END;

COMMENT ON FUNCTION collection_may_become(text, text) IS 'The transitions of a collection''s life. The sealed type CollectionState says the same; a test compares them.';

CREATE FUNCTION collections_life() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT collection_may_become(OLD.status, NEW.status) THEN
        RAISE check_violation USING MESSAGE = format('a collection that is %s cannot become %s', OLD.status, NEW.status);
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION collections_life() IS 'Refuses what collection_may_become does not allow, whoever asks.';

CREATE TRIGGER collections_life BEFORE UPDATE OF status ON collections
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION collections_life();

-- What a collection holds ---------------------------------------------------------------------------------------------

CREATE TABLE collection_counters (
    collection_id  uuid NOT NULL REFERENCES collections (id),
    shard          smallint NOT NULL CHECK (shard BETWEEN -1 AND 63),
    document_count bigint NOT NULL DEFAULT 0,
    chunk_count    bigint NOT NULL DEFAULT 0,
    content_bytes  bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (collection_id, shard)
) WITH (fillfactor = 50);

COMMENT ON TABLE collection_counters IS 'What a collection holds, as a sum over shards: a transaction has a shard to itself, so that writers of one collection do not queue. Kept by a trigger on documents. Read collection_counts.';
COMMENT ON COLUMN collection_counters.collection_id IS 'Of what.';
COMMENT ON COLUMN collection_counters.shard IS 'Which part of the sum; -1 is what was there before anything was counted.';
COMMENT ON COLUMN collection_counters.document_count IS 'Documents that are not deleted, duplicates among them; may be negative in one shard.';
COMMENT ON COLUMN collection_counters.chunk_count IS 'Chunks of those.';
COMMENT ON COLUMN collection_counters.content_bytes IS 'Bytes of their content as received.';

CREATE TABLE collection_sources (
    collection_id  uuid NOT NULL REFERENCES collections (id),
    prefix         text NOT NULL,
    shard          smallint NOT NULL CHECK (shard BETWEEN -1 AND 63),
    document_count bigint NOT NULL DEFAULT 0,
    first_seen_at  timestamptz NOT NULL,
    last_seen_at   timestamptz NOT NULL,
    PRIMARY KEY (collection_id, prefix, shard)
) WITH (fillfactor = 50);

COMMENT ON TABLE collection_sources IS 'Where a collection''s documents come from, as a sum over shards as in collection_counters. Kept by a trigger on documents. Read collection_source_counts.';
COMMENT ON COLUMN collection_sources.collection_id IS 'What is fed.';
COMMENT ON COLUMN collection_sources.prefix IS 'What feeds it: see source_prefix().';
COMMENT ON COLUMN collection_sources.shard IS 'Which part of the sum; -1 is what was there before anything was counted.';
COMMENT ON COLUMN collection_sources.document_count IS 'Documents from there that are not deleted; may be negative in one shard.';
COMMENT ON COLUMN collection_sources.first_seen_at IS 'When a document from there was first changed.';
COMMENT ON COLUMN collection_sources.last_seen_at IS 'When a document from there was last changed.';

CREATE TABLE collection_resource_limits (
    collection_id           uuid PRIMARY KEY REFERENCES collections (id) ON DELETE CASCADE,
    max_documents           bigint CHECK (max_documents >= 0),
    max_bytes               bigint CHECK (max_bytes >= 0),
    max_requests_per_minute integer CHECK (max_requests_per_minute > 0),
    updated_at              timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE collection_resource_limits IS 'What a collection may hold and how often it may be asked. Without a row, and where NULL, without end. The row is locked by whoever adds documents to its collection: only limited collections queue.';
COMMENT ON COLUMN collection_resource_limits.collection_id IS 'What is limited.';
COMMENT ON COLUMN collection_resource_limits.max_documents IS 'Most documents that are not deleted. What would add one more goes to the dead letters.';
COMMENT ON COLUMN collection_resource_limits.max_bytes IS 'Most bytes of content, as received, of those. What would go beyond goes to the dead letters.';
COMMENT ON COLUMN collection_resource_limits.max_requests_per_minute IS 'Most searches in a minute.';
COMMENT ON COLUMN collection_resource_limits.updated_at IS 'When a limit last changed.';

CREATE FUNCTION source_prefix(source text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN coalesce(
        substring(left(source, 512) FROM '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*'),
        substring(left(source, 512) FROM '^/?[^/]+/'),
        '');

COMMENT ON FUNCTION source_prefix(text) IS 'What a source belongs to: scheme and authority of a URL, the first folder of a path, or nothing.';

-- A shard that no other transaction uses now. Waiting only if all are in use, and only for one of them.
CREATE FUNCTION counter_shard() RETURNS smallint
    LANGUAGE plpgsql
AS $$
DECLARE
    shards constant integer := 64;
    lock_class constant integer := hashtext('millrace.collection_counters');
    mine text := current_setting('millrace.counter_shard', true);
    candidate integer;
BEGIN
    IF coalesce(mine, '') <> '' THEN
        RETURN mine::smallint;
    END IF;
    FOR i IN 0..shards - 1 LOOP
        candidate := (pg_backend_pid() + i) % shards;
        IF pg_try_advisory_xact_lock(lock_class, candidate) THEN
            PERFORM set_config('millrace.counter_shard', candidate::text, true);
            RETURN candidate;
        END IF;
    END LOOP;
    candidate := pg_backend_pid() % shards;
    PERFORM pg_advisory_xact_lock(lock_class, candidate);
    PERFORM set_config('millrace.counter_shard', candidate::text, true);
    RETURN candidate;
END
$$;

COMMENT ON FUNCTION counter_shard() IS 'The shard that this transaction counts in, its own until it ends: nobody waits for a counter, so nobody waits in a circle.';

CREATE FUNCTION documents_counted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    was boolean := TG_OP <> 'INSERT' AND OLD.deleted_at IS NULL AND OLD.version > 0;
    now_is boolean := TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL AND NEW.version > 0;
    collection uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.collection_id ELSE NEW.collection_id END;
    source text := CASE WHEN TG_OP = 'DELETE' THEN OLD.source ELSE NEW.source END;
    changed boolean := TG_OP <> 'UPDATE' OR OLD.version <> NEW.version;
    documents bigint := now_is::integer - was::integer;
    chunks bigint := 0;
    bytes bigint := 0;
    mine smallint;
BEGIN
    IF was THEN
        chunks := chunks - OLD.chunk_count;
        bytes := bytes - OLD.content_bytes;
    END IF;
    IF now_is THEN
        chunks := chunks + NEW.chunk_count;
        bytes := bytes + NEW.content_bytes;
    END IF;
    IF NOT (was OR now_is) OR NOT (changed OR documents <> 0 OR chunks <> 0 OR bytes <> 0) THEN
        RETURN NULL;
    END IF;
    mine := counter_shard();
    IF documents <> 0 OR chunks <> 0 OR bytes <> 0 THEN
        INSERT INTO collection_counters AS c (collection_id, shard, document_count, chunk_count, content_bytes)
        VALUES (collection, mine, documents, chunks, bytes)
        ON CONFLICT (collection_id, shard) DO UPDATE
        SET document_count = c.document_count + EXCLUDED.document_count,
            chunk_count = c.chunk_count + EXCLUDED.chunk_count,
            content_bytes = c.content_bytes + EXCLUDED.content_bytes;
    END IF;
    INSERT INTO collection_sources AS s (collection_id, prefix, shard, document_count, first_seen_at, last_seen_at)
    VALUES (collection, source_prefix(source), mine, documents, now(), now())
    ON CONFLICT (collection_id, prefix, shard) DO UPDATE
    SET document_count = s.document_count + EXCLUDED.document_count,
        last_seen_at = greatest(s.last_seen_at, EXCLUDED.last_seen_at);
    RETURN NULL;
END
$$;

COMMENT ON FUNCTION documents_counted() IS 'Counts what a change of a document changes, in the transaction that changes it, whoever changes it.';

CREATE VIEW collection_counts WITH (security_invoker = true) AS
SELECT c.id AS collection_id,
       coalesce(sum(k.document_count), 0)::bigint AS document_count,
       coalesce(sum(k.chunk_count), 0)::bigint AS chunk_count,
       coalesce(sum(k.content_bytes), 0)::bigint AS content_bytes
FROM collections c
LEFT JOIN collection_counters k ON k.collection_id = c.id
GROUP BY c.id;

COMMENT ON VIEW collection_counts IS 'What each collection holds, as of this transaction. As visible as the collection.';
COMMENT ON COLUMN collection_counts.collection_id IS 'Of what.';
COMMENT ON COLUMN collection_counts.document_count IS 'Documents that are not deleted, duplicates among them.';
COMMENT ON COLUMN collection_counts.chunk_count IS 'Chunks of those.';
COMMENT ON COLUMN collection_counts.content_bytes IS 'Bytes of their content as received.';

CREATE VIEW collection_source_counts WITH (security_invoker = true) AS
SELECT collection_id,
       prefix,
       sum(document_count)::bigint AS document_count,
       min(first_seen_at) AS first_seen_at,
       max(last_seen_at) AS last_seen_at
FROM collection_sources
GROUP BY collection_id, prefix;

COMMENT ON VIEW collection_source_counts IS 'Where each collection''s documents come from. As visible as the collection.';
COMMENT ON COLUMN collection_source_counts.collection_id IS 'What is fed.';
COMMENT ON COLUMN collection_source_counts.prefix IS 'What feeds it: see source_prefix().';
COMMENT ON COLUMN collection_source_counts.document_count IS 'Documents from there that are not deleted.';
COMMENT ON COLUMN collection_source_counts.first_seen_at IS 'When a document from there was first changed.';
COMMENT ON COLUMN collection_source_counts.last_seen_at IS 'When a document from there was last changed.';

-- Who may do what -----------------------------------------------------------------------------------------------------

GRANT SELECT ON chunking_strategies, chunking_configs TO millrace_ingest, millrace_sync, millrace_query;
GRANT SELECT ON collection_counters, collection_counts, collection_sources, collection_source_counts
    TO millrace_ingest, millrace_sync, millrace_query;
GRANT SELECT ON collection_resource_limits TO millrace_ingest, millrace_query;
-- Of a row that it only locks; PostgreSQL has no grant for less.
GRANT UPDATE (updated_at) ON collection_resource_limits TO millrace_ingest;
GRANT INSERT, DELETE ON collection_resource_limits TO millrace_query;
GRANT UPDATE (max_documents, max_bytes, max_requests_per_minute, updated_at) ON collection_resource_limits TO millrace_query;
GRANT UPDATE (meta) ON collections TO millrace_query;

DO $$
DECLARE
    t text;
    -- Whoever may administer a collection, as soon as there are such; before, there is one kind of caller.
    administers text := CASE WHEN to_regprocedure('caller_may_administer(uuid)') IS NULL THEN 'caller_may_read' ELSE 'caller_may_administer' END;
BEGIN
    FOREACH t IN ARRAY ARRAY['collection_counters', 'collection_sources', 'collection_resource_limits'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY workers ON %I TO millrace_ingest, millrace_sync, millrace_migrate USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY callers ON %I FOR SELECT TO millrace_query USING (caller_may_read(collection_id))', t);
    END LOOP;
    EXECUTE format('CREATE POLICY administrators ON collection_resource_limits TO millrace_query USING (%1$I(collection_id)) WITH CHECK (%1$I(collection_id))', administers);
END
$$;

-- What every column means ---------------------------------------------------------------------------------------------

COMMENT ON COLUMN collections.id IS 'UUID v4, given once.';
COMMENT ON COLUMN collections.name IS 'By which events and callers name it. Unique among those that are not deleted.';
COMMENT ON COLUMN collections.description IS 'For whoever reads a list of collections.';
COMMENT ON COLUMN collections.embedding_model IS 'What makes its vectors; fixed at creation.';
COMMENT ON COLUMN collections.dimension IS 'Components of a vector; fixed at creation.';
COMMENT ON COLUMN collections.distance IS 'How vectors are compared; fixed at creation.';
COMMENT ON COLUMN collections.quantization IS 'How Qdrant keeps the vectors; fixed at creation.';
COMMENT ON COLUMN collections.chunking_strategy IS 'How documents are cut: a row of chunking_strategies.';
COMMENT ON COLUMN collections.chunk_overlap IS 'Tokens that a chunk repeats from the one before it.';
COMMENT ON COLUMN collections.default_chunking_config_id IS 'The row of chunking_configs that says strategy, size and overlap. Kept by a trigger.';
COMMENT ON COLUMN collections.chunking_config IS 'Strategy, size and overlap as one object, as clients take it. Kept by a trigger.';
COMMENT ON COLUMN collections.meta IS 'A JSON object of the collection''s owner, of 64 kB at most; nothing here reads it.';
COMMENT ON COLUMN collections.status IS 'PENDING: its index is being made. READY. PROCESSING: a rebuild is at work; search goes on. DEGRADED: search is incomplete. ERROR: its index could not be made. ARCHIVED: searched, but takes no documents. DELETED.';
COMMENT ON COLUMN collections.status_message IS 'One sentence on why it is in this status and what to do; NULL when all is well.';
COMMENT ON COLUMN collections.version IS '+1 for each change of its settings.';
COMMENT ON COLUMN collections.created_at IS 'When it was made.';
COMMENT ON COLUMN collections.updated_at IS 'When its row last changed.';
COMMENT ON COLUMN collections.deleted_at IS 'When it was deleted; its name is free since.';

COMMENT ON COLUMN chunks.collection_id IS 'The collection of its document.';
COMMENT ON COLUMN chunks.partition_key IS 'chunk_partition_key(collection_id); every query names it.';
COMMENT ON COLUMN chunks.document_id IS 'What it is a piece of.';
COMMENT ON COLUMN chunks.chunk_index IS 'Its place in the document, from 0.';
COMMENT ON COLUMN chunks.text IS 'Its text, from start_offset to end_offset of the document''s content.';
COMMENT ON COLUMN chunks.section_title IS 'The headings above it, from the outermost.';
COMMENT ON COLUMN chunks.page_reference IS 'Its page, as the producer says.';
COMMENT ON COLUMN chunks.end_offset IS 'After its last character, in UTF-16 code units.';
COMMENT ON COLUMN chunks.token_count IS 'Its tokens, estimated.';
COMMENT ON COLUMN chunks.embedding_model IS 'The model under which its vector is in embeddings.';
COMMENT ON COLUMN chunks.created_at IS 'When its text came into the document.';

COMMENT ON COLUMN embeddings.model IS 'What made the vector; of one that a producer supplied, model@hash of the vector itself.';
COMMENT ON COLUMN embeddings.content_hash IS 'SHA-256 of the normalised text.';
COMMENT ON COLUMN embeddings.dimension IS 'Components of the vector.';
COMMENT ON COLUMN embeddings.created_at IS 'When it was computed.';

RESET ROLE;

-- Triggers run with the owner's search path, not the caller's.
DO $$
DECLARE
    f text;
BEGIN
    FOREACH f IN ARRAY ARRAY['collections_chunking()', 'collections_life()', 'documents_counted()'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    END LOOP;
END
$$;
