DROP POLICY readers ON chunks;
CREATE POLICY callers ON chunks TO millrace_query USING (caller_may_read(collection_id)) WITH CHECK (caller_may_read(collection_id));
