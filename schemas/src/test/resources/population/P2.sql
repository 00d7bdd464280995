INSERT INTO collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions)
SELECT id, 'c' || n, 'col_' || replace(id::text, '-', '_'), 'hashing', 8, 4
FROM (SELECT n, ('c0000000-0000-4000-8000-00000000000' || n)::uuid AS id FROM generate_series(1, 3) n) c;

INSERT INTO documents (id, collection_id, source, mime_type, content, content_hash, content_bytes, chunk_count, status, version)
SELECT ('a0000000-0000-5000-8000-' || lpad(n::text, 12, '0'))::uuid, ('c0000000-0000-4000-8000-00000000000' || 1 + n % 3)::uuid,
       'd' || n || '.md', 'text/markdown', 'text ' || n, sha256(('text ' || n)::bytea), 10, 4, 'COMMITTED', 1
FROM generate_series(1, 60) n;

INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text, content_hash, embedding_model)
SELECT gen_random_uuid(), collection_id, chunk_partition_key(collection_id), id, i, 1, content || ' ' || i, sha256((content || i)::bytea), 'hashing'
FROM documents, generate_series(0, 3) i;

INSERT INTO embeddings (model, content_hash, dimension, vector)
SELECT DISTINCT 'hashing', content_hash, 1, '\x00000000'::bytea FROM chunks;

INSERT INTO audit_logs (operation, resource_type, resource_id, collection_id, version)
SELECT 'document.committed', 'document', id, collection_id, version FROM documents;
