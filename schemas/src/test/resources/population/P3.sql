INSERT INTO outbox (aggregatetype, aggregateid, type, payload, partition, document_id, version)
SELECT 'chunks.x', uuid_send(id), 'upsert', '\x00', 0, document_id, version FROM chunks;
