-- Locks chunks and nothing else: see V6.
SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

-- A set, asked for once in a statement, and not a question for each row.
DROP POLICY callers ON chunks;
CREATE POLICY readers ON chunks FOR SELECT TO millrace_query
    USING ((SELECT caller_is_superuser()) OR collection_id IN (SELECT caller_collections()));

RESET ROLE;
