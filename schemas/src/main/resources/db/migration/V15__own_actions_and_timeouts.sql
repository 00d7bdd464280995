-- Locks audit_logs and nothing else: see V6.
SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

-- What somebody did is known about that person, who may see it.
ALTER POLICY readers ON audit_logs USING (
    caller_is_superuser() OR user_id = caller_id() OR (collection_id IS NOT NULL AND caller_may_administer(collection_id)));

RESET ROLE;

-- Nobody waits for a lock for longer than whoever holds one may be idle, and a request not for longer than its caller. What is
-- refused so is tried again. The relay waits for leadership with a lock, and streams: it has no such bounds.
ALTER ROLE millrace_query SET lock_timeout = '5s';
ALTER ROLE millrace_ingest SET lock_timeout = '60s';
ALTER ROLE millrace_ingest SET statement_timeout = '120s';
ALTER ROLE millrace_sync SET lock_timeout = '60s';
