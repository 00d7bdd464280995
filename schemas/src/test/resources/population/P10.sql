INSERT INTO operations (type, collection_id, requested_by) SELECT 'REBUILD', id, 'user:test' FROM collections;
INSERT INTO operation_metrics (operation_id, name, value, unit) SELECT id, 'points', 1, 'points' FROM operations;
INSERT INTO audit_logs (operation, resource_type, resource_id, actor, ip, user_agent)
VALUES ('collection.updated', 'collection', gen_random_uuid(), 'user:someone', '127.0.0.1', 'a test');
SELECT audit_seal(10000);
SELECT refresh_collection_chunking_stats();
