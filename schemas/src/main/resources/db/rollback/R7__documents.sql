-- Duplicates have no chunks of their own and stay unsearchable until they are published again; what was deleted can no longer
-- be restored.
DROP TRIGGER documents_counted ON documents;
DROP POLICY readers ON documents;
CREATE POLICY callers ON documents TO millrace_query USING (caller_may_read(collection_id)) WITH CHECK (caller_may_read(collection_id));
UPDATE documents
SET content = NULL, content_hash = NULL, content_bytes = 0, chunking_fingerprint = ''
WHERE deleted_at IS NOT NULL AND content IS NOT NULL;
ALTER TABLE documents
    DROP COLUMN file_name,
    DROP COLUMN file_path,
    DROP COLUMN file_size,
    DROP COLUMN duplicate_of,
    DROP COLUMN purged_at,
    DROP COLUMN supplied_chunks,
    DROP COLUMN stripped_characters;

-- The comments of older columns, which this migration made.
DO $$
DECLARE
    t text;
    columns text[];
    c text;
BEGIN
    FOR t, columns IN VALUES
        ('documents', ARRAY['collection_id', 'source', 'title', 'mime_type', 'content', 'content_bytes', 'metadata', 'chunk_count', 'status', 'error_code', 'error_message', 'indexed_at', 'occurred_at', 'last_event_id', 'event_partition', 'traceparent', 'created_at', 'updated_at', 'deleted_at'])
    LOOP
        FOREACH c IN ARRAY columns LOOP
            EXECUTE format('COMMENT ON COLUMN %I.%I IS NULL', t, c);
        END LOOP;
    END LOOP;
END
$$;

COMMENT ON COLUMN documents.content_hash IS 'SHA-256 of the content as received, before chunking; NULL when deleted.';
