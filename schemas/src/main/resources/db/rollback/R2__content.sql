DROP TABLE audit_logs, embeddings, chunks, documents, collections;
DROP FUNCTION chunk_partition_key(uuid);
