DO $$
DECLARE
    t regclass;
BEGIN
    FOR t IN SELECT oid FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relowner = 'millrace_migrate'::regrole
    LOOP
        EXECUTE format('REVOKE MAINTAIN ON %s FROM millrace_sync', t);
    END LOOP;
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE millrace_migrate IN SCHEMA %I REVOKE MAINTAIN ON TABLES FROM millrace_sync', current_schema());
    BEGIN
        REVOKE EXECUTE ON FUNCTION pg_switch_wal() FROM millrace_sync;
        REVOKE MAINTAIN ON pg_catalog.pg_statistic FROM millrace_sync;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'nothing was granted';
    END;
END
$$;
DROP FUNCTION erase_outbox(uuid), erase_document(uuid), erase_embeddings(uuid), erase_documents(uuid, integer), erase_user(uuid),
    erasure_close(uuid), erasure_found(uuid, text, bigint), erasure_config(uuid);
