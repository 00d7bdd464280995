ALTER ROLE millrace_sync RESET lock_timeout;
ALTER ROLE millrace_ingest RESET statement_timeout;
ALTER ROLE millrace_ingest RESET lock_timeout;
ALTER ROLE millrace_query RESET lock_timeout;

ALTER POLICY readers ON audit_logs USING (
    caller_is_superuser() OR (collection_id IS NOT NULL AND caller_may_administer(collection_id)));
