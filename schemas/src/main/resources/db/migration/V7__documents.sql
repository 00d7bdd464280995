-- Locks documents and nothing else: see V6.
SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

ALTER TABLE documents
    ADD COLUMN file_name text,
    ADD COLUMN file_path text,
    ADD COLUMN file_size bigint,
    ADD COLUMN duplicate_of uuid,
    ADD COLUMN purged_at timestamptz,
    ADD COLUMN supplied_chunks jsonb,
    ADD COLUMN stripped_characters integer NOT NULL DEFAULT 0;

ALTER TABLE documents
    ADD CONSTRAINT documents_file_check
        CHECK (length(file_name) <= 1000 AND length(file_path) <= 4096 AND file_size >= 0) NOT VALID,
    ADD CONSTRAINT documents_duplicate_check
        CHECK (duplicate_of IS NULL OR (duplicate_of <> id AND chunk_count = 0 AND deleted_at IS NULL)) NOT VALID,
    ADD CONSTRAINT documents_purged_check
        CHECK (purged_at IS NULL OR (deleted_at IS NOT NULL AND content IS NULL AND content_hash IS NULL)) NOT VALID,
    ADD CONSTRAINT documents_supplied_chunks_check CHECK (jsonb_typeof(supplied_chunks) = 'array') NOT VALID,
    ADD CONSTRAINT documents_stripped_characters_check CHECK (stripped_characters >= 0) NOT VALID,
    ADD CONSTRAINT documents_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES documents (id) NOT VALID;

CREATE TRIGGER documents_counted
    AFTER INSERT OR DELETE OR UPDATE OF version, deleted_at, chunk_count, content_bytes ON documents
    FOR EACH ROW EXECUTE FUNCTION documents_counted();

-- A set, asked for once in a statement, and not a question for each row.
DROP POLICY callers ON documents;
CREATE POLICY readers ON documents FOR SELECT TO millrace_query
    USING ((SELECT caller_is_superuser()) OR collection_id IN (SELECT caller_collections()));

COMMENT ON COLUMN documents.collection_id IS 'Where it belongs.';
COMMENT ON COLUMN documents.source IS 'What identifies it within its collection for ever: a path, a URL, a key.';
COMMENT ON COLUMN documents.title IS 'What hits show; NULL for none.';
COMMENT ON COLUMN documents.mime_type IS 'text/markdown or text/plain.';
COMMENT ON COLUMN documents.content IS 'The text, in normal form C and without hidden characters, which all offsets refer to. Kept after a deletion until it is purged.';
COMMENT ON COLUMN documents.content_hash IS 'SHA-256 of the content as received, before chunking, by which duplicates are known; NULL when purged.';
COMMENT ON COLUMN documents.content_bytes IS 'Bytes of the content as received; 0 when purged.';
COMMENT ON COLUMN documents.metadata IS 'Text by text, carried to the payload of every point.';
COMMENT ON COLUMN documents.chunk_count IS 'Its chunks; 0 when deleted, and of a duplicate.';
COMMENT ON COLUMN documents.status IS 'COMMITTED: stored, not searchable yet. INDEXED: searchable as it is stored. FAILED: some of it never will be. DELETED.';
COMMENT ON COLUMN documents.error_code IS 'Of its failure; stable.';
COMMENT ON COLUMN documents.error_message IS 'Of its failure: one sentence.';
COMMENT ON COLUMN documents.indexed_at IS 'When that was applied.';
COMMENT ON COLUMN documents.occurred_at IS 'When its producer says that it changed.';
COMMENT ON COLUMN documents.last_event_id IS 'The id of the last event considered.';
COMMENT ON COLUMN documents.event_partition IS 'Kafka partition of the last event considered.';
COMMENT ON COLUMN documents.traceparent IS 'W3C trace context of the last change.';
COMMENT ON COLUMN documents.created_at IS 'When it was first seen. Of duplicates, the oldest is promoted.';
COMMENT ON COLUMN documents.updated_at IS 'When it last changed.';
COMMENT ON COLUMN documents.deleted_at IS 'When it was deleted. It can be restored until it is purged.';
COMMENT ON COLUMN documents.purged_at IS 'When its content, title, metadata and file were removed for good; source and version stay, so that the version goes on rising.';
COMMENT ON COLUMN documents.duplicate_of IS 'The document of the same collection and content that has the chunks; NULL for one that has its own.';
COMMENT ON COLUMN documents.file_name IS 'Name of the file that it came from, as its producer says.';
COMMENT ON COLUMN documents.file_path IS 'Path of that file, as its producer says; nothing opens it.';
COMMENT ON COLUMN documents.file_size IS 'Bytes of that file, as its producer says.';
COMMENT ON COLUMN documents.supplied_chunks IS 'How its producer cut it, so that it can be promoted and restored: for each chunk its length in UTF-16 code units, section, page and the name of its vector. NULL when it was cut here.';
COMMENT ON COLUMN documents.stripped_characters IS 'Zero-width, bidirectional and tag characters that were removed from what was received.';

RESET ROLE;
