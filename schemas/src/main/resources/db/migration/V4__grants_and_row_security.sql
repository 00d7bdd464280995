SET ROLE millrace_migrate;

REVOKE ALL ON FUNCTION outbox_maintain(name, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbox_maintain(name, interval) TO millrace_relay;

GRANT SELECT ON collections TO millrace_ingest, millrace_sync, millrace_query;
GRANT INSERT ON collections TO millrace_query;
GRANT UPDATE (description, chunk_size, chunk_overlap, chunking_strategy, status, status_message, version, updated_at, deleted_at) ON collections TO millrace_query;
GRANT UPDATE (qdrant_live, qdrant_staging, status, status_message, updated_at) ON collections TO millrace_sync;

GRANT SELECT, INSERT, UPDATE ON documents TO millrace_ingest;
GRANT SELECT ON documents TO millrace_sync, millrace_query;
GRANT UPDATE (status, indexed_version, indexed_at) ON documents TO millrace_sync;

GRANT SELECT, INSERT, UPDATE, DELETE ON chunks TO millrace_ingest;
GRANT SELECT ON chunks TO millrace_sync, millrace_query;

GRANT SELECT, INSERT ON embeddings TO millrace_ingest;
GRANT SELECT ON embeddings TO millrace_sync;

GRANT INSERT ON audit_logs TO millrace_ingest, millrace_sync, millrace_query;
GRANT SELECT ON audit_logs TO millrace_query;

GRANT INSERT ON outbox TO millrace_ingest, millrace_sync, millrace_query;
GRANT SELECT ON outbox, outbox_days TO millrace_relay;

-- Who may see a collection's content. Until users and permissions exist, a request that was authenticated says so.
CREATE FUNCTION caller_may_read(collection_id uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('millrace.caller', true), '') <> '';

COMMENT ON FUNCTION caller_may_read(uuid) IS 'Row-level security of the query role: with millrace.caller unset, nothing is visible.';

DO $$
DECLARE
    t text;
    c text;
BEGIN
    FOREACH t IN ARRAY ARRAY['collections', 'documents', 'chunks'] LOOP
        c := CASE t WHEN 'collections' THEN 'id' ELSE 'collection_id' END;
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY workers ON %I TO millrace_ingest, millrace_sync, millrace_migrate USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY callers ON %I TO millrace_query USING (caller_may_read(%I)) WITH CHECK (caller_may_read(%I))', t, c, c);
    END LOOP;
END
$$;

RESET ROLE;

-- Applications refuse to start on a schema older than they expect.
GRANT SELECT ON flyway_schema_history TO millrace_ingest, millrace_sync, millrace_query, millrace_relay;
