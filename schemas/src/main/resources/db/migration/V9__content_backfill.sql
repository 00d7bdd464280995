SET ROLE millrace_migrate;

-- Scans beside writers: VALIDATE takes no lock that they wait for.
ALTER TABLE collections VALIDATE CONSTRAINT collections_default_chunking_config_id_fkey;
ALTER TABLE collections VALIDATE CONSTRAINT collections_chunking_strategy_fkey;
ALTER TABLE collections VALIDATE CONSTRAINT collections_chunking_config_check;
ALTER TABLE collections VALIDATE CONSTRAINT collections_meta_check;
ALTER TABLE collections VALIDATE CONSTRAINT collections_status_check;
ALTER TABLE documents VALIDATE CONSTRAINT documents_file_check;
ALTER TABLE documents VALIDATE CONSTRAINT documents_duplicate_check;
ALTER TABLE documents VALIDATE CONSTRAINT documents_purged_check;
ALTER TABLE documents VALIDATE CONSTRAINT documents_supplied_chunks_check;
ALTER TABLE documents VALIDATE CONSTRAINT documents_stripped_characters_check;
ALTER TABLE documents VALIDATE CONSTRAINT documents_duplicate_of_fkey;

-- Every change since V7 is counted. What is there, less what was counted, is what was there before: one statement sees both
-- at one moment, so that the sum is exact whoever writes meanwhile.
INSERT INTO collection_counters (collection_id, shard, document_count, chunk_count, content_bytes)
SELECT coalesce(d.collection_id, k.collection_id),
       -1,
       coalesce(d.documents, 0) - coalesce(k.documents, 0),
       coalesce(d.chunks, 0) - coalesce(k.chunks, 0),
       coalesce(d.bytes, 0) - coalesce(k.bytes, 0)
FROM (SELECT collection_id, count(*) AS documents, sum(chunk_count) AS chunks, sum(content_bytes) AS bytes
      FROM documents WHERE deleted_at IS NULL AND version > 0 GROUP BY collection_id) d
FULL JOIN (SELECT collection_id, sum(document_count) AS documents, sum(chunk_count) AS chunks, sum(content_bytes) AS bytes
           FROM collection_counters GROUP BY collection_id) k ON k.collection_id = d.collection_id;

INSERT INTO collection_sources (collection_id, prefix, shard, document_count, first_seen_at, last_seen_at)
SELECT coalesce(d.collection_id, s.collection_id),
       coalesce(d.prefix, s.prefix),
       -1,
       coalesce(d.documents, 0) - coalesce(s.documents, 0),
       least(d.first_seen_at, s.first_seen_at),
       greatest(d.last_seen_at, s.last_seen_at)
FROM (SELECT collection_id, source_prefix(source) AS prefix, count(*) AS documents,
             min(created_at) AS first_seen_at, max(updated_at) AS last_seen_at
      FROM documents WHERE deleted_at IS NULL AND version > 0 GROUP BY collection_id, source_prefix(source)) d
FULL JOIN (SELECT collection_id, prefix, sum(document_count) AS documents,
                  min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
           FROM collection_sources GROUP BY collection_id, prefix) s USING (collection_id, prefix);

RESET ROLE;
