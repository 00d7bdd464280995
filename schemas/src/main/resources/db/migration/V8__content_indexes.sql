-- Beside writers: none waits. A run that was cut short leaves an invalid index, which is made anew.
DROP INDEX CONCURRENTLY IF EXISTS documents_content_idx;
DROP INDEX CONCURRENTLY IF EXISTS documents_duplicate_idx;
DROP INDEX CONCURRENTLY IF EXISTS documents_retention_idx;

-- The document that has the chunks of a content, and the oldest that waits to have them.
CREATE INDEX CONCURRENTLY documents_content_idx ON documents (collection_id, content_hash) WHERE deleted_at IS NULL;

-- The duplicates of a document.
CREATE INDEX CONCURRENTLY documents_duplicate_idx ON documents (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- What is to be purged, the oldest first.
CREATE INDEX CONCURRENTLY documents_retention_idx ON documents (deleted_at) WHERE deleted_at IS NOT NULL AND purged_at IS NULL;
