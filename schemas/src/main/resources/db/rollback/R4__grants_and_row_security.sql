DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['collections', 'documents', 'chunks'] LOOP
        EXECUTE format('DROP POLICY callers ON %I', t);
        EXECUTE format('DROP POLICY workers ON %I', t);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', t);
    END LOOP;
END
$$;

DROP FUNCTION caller_may_read(uuid);

REVOKE ALL ON collections, documents, chunks, embeddings, audit_logs, outbox, outbox_days, flyway_schema_history
    FROM millrace_ingest, millrace_sync, millrace_query, millrace_relay;
REVOKE ALL (description, chunk_size, chunk_overlap, chunking_strategy, status, status_message, version, updated_at, deleted_at, qdrant_live, qdrant_staging)
    ON collections FROM millrace_query, millrace_sync;
REVOKE ALL (status, indexed_version, indexed_at) ON documents FROM millrace_sync;
REVOKE ALL ON FUNCTION outbox_maintain(name, interval) FROM millrace_relay;
GRANT EXECUTE ON FUNCTION outbox_maintain(name, interval) TO PUBLIC;
