-- After R6_1__documents.sql. Limits, counters, sources, and the statuses that came with V6 are lost.
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
