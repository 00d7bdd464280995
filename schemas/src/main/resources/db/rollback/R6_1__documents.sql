-- Takes V6.1 to V6.3 back; R6__content.sql follows, in a transaction of its own. Duplicates have no chunks of their own and stay
-- unsearchable until they are published again; what was deleted can no longer be restored. Run it while no ingest-worker of
-- this version is at work.
DROP TRIGGER documents_counted ON documents;
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
