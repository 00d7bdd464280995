-- Limits, counters, sources, and the statuses that came with V6 are lost.
DROP VIEW collection_source_counts, collection_counts;
DROP FUNCTION documents_counted(), counter_shard();
DROP TABLE collection_resource_limits, collection_sources, collection_counters;
DROP FUNCTION source_prefix(text);

DROP TRIGGER collections_life ON collections;
DROP TRIGGER collections_chunking ON collections;
DROP FUNCTION collections_life(), collection_may_become(text, text), collections_chunking();
UPDATE collections SET status = 'READY' WHERE status IN ('PROCESSING', 'DEGRADED', 'ARCHIVED');
UPDATE collections SET status = 'PENDING' WHERE status = 'ERROR';
ALTER TABLE collections
    DROP COLUMN default_chunking_config_id,
    DROP COLUMN chunking_config,
    DROP COLUMN meta,
    DROP CONSTRAINT collections_chunking_strategy_fkey,
    DROP CONSTRAINT collections_status_check,
    ADD CONSTRAINT collections_chunking_strategy_check CHECK (chunking_strategy IN ('AUTO', 'MARKDOWN', 'PLAIN')),
    ADD CONSTRAINT collections_status_check CHECK (status IN ('PENDING', 'READY', 'DELETED'));
DROP TABLE chunking_configs, chunking_strategies;

-- The comments of older columns, which this migration made.
DO $$
DECLARE
    t text;
    columns text[];
    c text;
BEGIN
    FOR t, columns IN VALUES
        ('collections', ARRAY['id', 'name', 'description', 'embedding_model', 'dimension', 'distance', 'quantization', 'chunking_strategy', 'chunk_overlap', 'status', 'status_message', 'version', 'created_at', 'updated_at', 'deleted_at']),
        ('chunks', ARRAY['collection_id', 'partition_key', 'document_id', 'chunk_index', 'text', 'section_title', 'page_reference', 'end_offset', 'token_count', 'embedding_model', 'created_at']),
        ('embeddings', ARRAY['model', 'content_hash', 'dimension', 'created_at'])
    LOOP
        FOREACH c IN ARRAY columns LOOP
            EXECUTE format('COMMENT ON COLUMN %I.%I IS NULL', t, c);
        END LOOP;
    END LOOP;
END
$$;
