-- api_keys_user_idx: query-api lists a user's keys
SELECT * FROM api_keys WHERE user_id = 'b0000000-0000-4000-8000-000000000007' ORDER BY created_at;

-- audit_logs_collection_idx: a collection's administrators read its log, newest first
SELECT * FROM audit_logs WHERE collection_id = 'c0000000-0000-4000-8000-000000000999' ORDER BY id DESC LIMIT 50;

-- audit_logs_resource_idx: what was done to one thing
SELECT * FROM audit_logs WHERE resource_id = 'c0000000-0000-4000-8000-000000000001' ORDER BY occurred_at;

-- audit_logs_user_idx: what one user did, and what an erasure blanks
SELECT * FROM audit_logs WHERE user_id = 'b0000000-0000-4000-8000-000000000500' ORDER BY id DESC LIMIT 50;

-- chat_history_conversation_idx: query-api lists the answers of a conversation
SELECT * FROM chat_history WHERE conversation_id = 'd0000000-0000-4000-8000-000000000007' ORDER BY id LIMIT 51;

-- chunks_collection_idx: how many chunks a collection has
SELECT count(*) FROM chunks WHERE collection_id = 'c0000000-0000-4000-8000-000000000001' AND partition_key = chunk_partition_key('c0000000-0000-4000-8000-000000000001');

-- chunks_created_at_idx: what an operator asks after an incident: which chunks came in that hour
SELECT id FROM chunks WHERE partition_key = chunk_partition_key('c0000000-0000-4000-8000-000000000001') AND created_at BETWEEN now() - interval '1 hour' AND now() - interval '55 minutes';

-- chunks_document_idx: query-api lists a document's chunks; ingest-worker reads them before it changes them
SELECT * FROM chunks WHERE document_id = '00000000-0000-4000-8000-000000000000' AND collection_id = 'c0000000-0000-4000-8000-000000000001' AND partition_key = chunk_partition_key('c0000000-0000-4000-8000-000000000001') ORDER BY chunk_index LIMIT 50;

-- chunks_position_idx: the beginnings of a collection's documents
SELECT id FROM chunks WHERE collection_id = 'c0000000-0000-4000-8000-000000000001' AND chunk_index = 5 AND partition_key = chunk_partition_key('c0000000-0000-4000-8000-000000000001');

-- collection_chunking_stats_idx: chunking_stats_of
SELECT * FROM collection_chunking_stats WHERE collection_id = 'c0000000-0000-4000-8000-000000000001';

-- collection_permissions_granted_by_idx: the foreign key, when a user is deleted
SELECT * FROM collection_permissions WHERE granted_by = 'b0000000-0000-4000-8000-000000000007';

-- collection_permissions_user_idx: caller_collections
SELECT collection_id FROM collection_permissions WHERE user_id = 'b0000000-0000-4000-8000-000000000007';

-- collections_name_idx: query-api finds a collection by name
SELECT * FROM collections WHERE name = 'c7' AND deleted_at IS NULL;

-- collections_owner_idx: caller_collections
SELECT id FROM collections WHERE owner_id = 'b0000000-0000-4000-8000-000000000007';

-- collections_public_idx: caller_collections
SELECT id FROM collections WHERE is_public;

-- conversations_user_idx: query-api lists a user's conversations, the newest first
SELECT * FROM conversations WHERE user_id = 'b0000000-0000-4000-8000-000000000007' ORDER BY id DESC LIMIT 51;

-- documents_content_idx: ingest-worker looks for a document of the same content, and for the oldest duplicate to promote
SELECT id FROM documents WHERE collection_id = 'c0000000-0000-4000-8000-000000000001' AND content_hash = '\x00' AND deleted_at IS NULL;

-- documents_duplicate_idx: ingest-worker looks for the duplicates of a document
SELECT id FROM documents WHERE duplicate_of = '00000000-0000-4000-8000-000000000000';

-- documents_indexed_idx: query-api's freshness of a collection
SELECT max(indexed_at) FROM documents WHERE collection_id = 'c0000000-0000-4000-8000-000000000001';

-- documents_retention_idx: ingest-worker purges what was deleted, the oldest first
SELECT id FROM documents WHERE deleted_at < now() - interval '30 days' AND purged_at IS NULL ORDER BY deleted_at LIMIT 100;

-- documents_waiting_idx: query-api's freshness of a collection
SELECT min(updated_at) FROM documents WHERE collection_id = 'c0000000-0000-4000-8000-000000000001' AND indexed_version < version;

-- messages_user_idx: query-api searches a user's messages
SELECT * FROM messages WHERE user_id = 'b0000000-0000-4000-8000-000000000007' AND strpos(lower(content), 'walk') > 0 ORDER BY id DESC LIMIT 51;

-- operations_collection_idx: the newest operations of a collection
SELECT * FROM operations WHERE collection_id = 'c0000000-0000-4000-8000-000000000001' ORDER BY created_at DESC LIMIT 20;

-- operations_open_idx: who looks for work
SELECT * FROM operations WHERE finished_at IS NULL ORDER BY created_at LIMIT 1;

-- query_logs_occurred_at_idx: retention_apply
SELECT ctid FROM query_logs WHERE occurred_at < now() - interval '90 days' LIMIT 5000;

-- query_logs_user_idx: query-api shows a user's own searches, and an erasure removes them
SELECT * FROM query_logs WHERE user_id = 'b0000000-0000-4000-8000-000000000007' ORDER BY id DESC LIMIT 51;

-- refresh_tokens_family_idx: a token that comes twice revokes its family
SELECT * FROM refresh_tokens WHERE family = 'f0000000-0000-4000-8000-000000000007';

-- refresh_tokens_user_idx: a new password revokes a user's tokens
SELECT * FROM refresh_tokens WHERE user_id = 'b0000000-0000-4000-8000-000000000007';

-- users_email_idx: no two users have one address
SELECT id FROM users WHERE lower(email) = 'user7@example.org' AND email IS NOT NULL;

-- users_username_idx: login
SELECT * FROM users WHERE username = 'user7';
