-- Duplicates have no chunks of their own and stay unsearchable until they are published again; what was deleted can no
-- longer be restored; limits, counters and sources are lost. Run it while no ingest-worker of this version is at work.
DROP VIEW collection_source_counts, collection_counts;
DROP TRIGGER documents_counted ON documents;
DROP FUNCTION documents_counted(), counter_shard();
DROP TABLE collection_resource_limits, collection_sources, collection_counters;
DROP FUNCTION source_prefix(text);

UPDATE documents
SET content = NULL, content_hash = NULL, content_bytes = 0, chunking_fingerprint = ''
WHERE deleted_at IS NOT NULL AND content IS NOT NULL;
DROP INDEX documents_content_idx, documents_duplicate_idx, documents_retention_idx;
ALTER TABLE documents
    DROP COLUMN file_name,
    DROP COLUMN file_path,
    DROP COLUMN file_size,
    DROP COLUMN duplicate_of,
    DROP COLUMN purged_at,
    DROP COLUMN supplied_chunks,
    DROP COLUMN stripped_characters;

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
