INSERT INTO users (id, username, email)
SELECT ('b0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'user' || n, 'user' || n || '@example.org' FROM generate_series(1, 5000) n;

INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
SELECT id, 'laptop', substr(md5(username), 1, 12), sha256(username::bytea), ARRAY['read'] FROM users;

INSERT INTO refresh_tokens (family, user_id, hash, expires_at)
SELECT ('f0000000-0000-4000-8000-' || right(id::text, 12))::uuid, id, sha256(username::bytea), now() + interval '1 day' FROM users;

INSERT INTO collections (id, name, vector_store_name, embedding_model, dimension, topic_partitions, owner_id, is_public)
SELECT id, 'c' || n, 'col_' || replace(id::text, '-', '_'), 'hashing', 8, 4,
       ('b0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, n % 100 = 0
FROM (SELECT n, ('c0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid AS id FROM generate_series(1, 2000) n) c;

INSERT INTO collection_permissions (collection_id, user_id, role, granted_by)
SELECT c.id, u.id, 'reader', u.id
FROM collections c JOIN users u ON right(u.id::text, 4)::int BETWEEN right(c.id::text, 4)::int AND right(c.id::text, 4)::int + 4
WHERE u.username LIKE 'user%';

INSERT INTO documents (id, collection_id, source, mime_type, content_hash, status, version, indexed_version, indexed_at)
SELECT gen_random_uuid(), ('c0000000-0000-4000-8000-00000000000' || 1 + n % 4)::uuid, 'd' || n, 'text/plain', sha256(n::text::bytea), 'COMMITTED',
       2, CASE WHEN n % 500 = 0 THEN 1 ELSE 2 END, now() - n * interval '1 s'
FROM generate_series(1, 20000) n;

INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text, content_hash, embedding_model, created_at)
SELECT gen_random_uuid(), collection_id, chunk_partition_key(collection_id), id, row_number() OVER (PARTITION BY collection_id ORDER BY indexed_at), 1, repeat('text ', 40), content_hash, 'hashing',
       indexed_at
FROM documents ORDER BY indexed_at;

-- A second collection in the same partition, so that the key of the partition alone does not find the first.
WITH neighbour AS (
    SELECT c.id FROM collections c
    WHERE c.partition_key = chunk_partition_key('c0000000-0000-4000-8000-000000000001') AND c.id <> 'c0000000-0000-4000-8000-000000000001'
    LIMIT 1
), new_document AS (
    INSERT INTO documents (id, collection_id, source, mime_type, status, version)
    SELECT gen_random_uuid(), id, 'neighbour', 'text/plain', 'COMMITTED', 1 FROM neighbour RETURNING *
)
INSERT INTO chunks (id, collection_id, partition_key, document_id, chunk_index, version, text, content_hash, embedding_model, created_at)
SELECT gen_random_uuid(), d.collection_id, chunk_partition_key(d.collection_id), d.id, n, 1, repeat('text ', 40), sha256(n::text::bytea), 'hashing',
       now() + n * interval '1 s'
FROM new_document d, generate_series(1, 100000) n;

INSERT INTO audit_logs (operation, resource_type, resource_id, collection_id, user_id)
SELECT 'document.committed', 'document', id, collection_id,
       CASE WHEN source LIKE '%7' THEN ('b0000000-0000-4000-8000-' || lpad((length(source) * 100)::text, 12, '0'))::uuid END
FROM documents;

INSERT INTO audit_logs (operation, resource_type, resource_id, collection_id)
SELECT 'collection.created', 'collection', id, id FROM collections;

INSERT INTO operations (type, collection_id, status, finished_at)
SELECT 'REBUILD', id, CASE WHEN n % 200 = 0 THEN 'RUNNING' ELSE 'SUCCEEDED' END, CASE WHEN n % 200 = 0 THEN NULL ELSE now() END
FROM (SELECT id, row_number() OVER () n FROM collections) c, generate_series(1, 3);

INSERT INTO conversations (id, user_id, title)
SELECT ('d0000000-0000-4000-8000-' || right(id::text, 12))::uuid, id, 'A title' FROM users WHERE username LIKE 'user%';
INSERT INTO messages (conversation_id, user_id, position, role, content)
SELECT id, user_id, n, CASE n % 2 WHEN 1 THEN 'user' ELSE 'assistant' END, 'words about walking' FROM conversations, generate_series(1, 4) n;
INSERT INTO chat_history (conversation_id, user_id, question_id, answer_id)
SELECT q.conversation_id, q.user_id, q.id, a.id FROM messages q JOIN messages a USING (conversation_id)
WHERE q.position IN (1, 3) AND a.position = q.position + 1;
INSERT INTO query_logs (occurred_at, user_id, collections, retrieval_mode, retrieved_chunks, response)
SELECT now() - interval '95 days' + n * interval '1 minute', ('b0000000-0000-4000-8000-' || lpad((1 + n % 5000)::text, 12, '0'))::uuid, '{}', 'dense', '{}', 'complete'
FROM generate_series(1, 130000) n;

REFRESH MATERIALIZED VIEW collection_chunking_stats;
