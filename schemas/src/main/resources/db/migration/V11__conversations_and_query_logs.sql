SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

CREATE TABLE conversations (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id         uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title           text NOT NULL CHECK (title <> '' AND length(title) <= 200),
    automatic_title boolean NOT NULL DEFAULT true,
    message_count   integer NOT NULL DEFAULT 0 CHECK (message_count >= 0),
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (id, user_id)
);

CREATE INDEX conversations_user_idx ON conversations (user_id, id);

COMMENT ON TABLE conversations IS 'What one user asked and was answered, in one thread. Nobody else sees it, superusers neither.';
COMMENT ON COLUMN conversations.id IS 'UUID v7: the order of ids is that of beginnings.';
COMMENT ON COLUMN conversations.user_id IS 'Whose it is.';
COMMENT ON COLUMN conversations.title IS 'For the user.';
COMMENT ON COLUMN conversations.automatic_title IS 'Whether the title was made from the first message, and not chosen.';
COMMENT ON COLUMN conversations.message_count IS 'Kept by the transactions that add messages.';
COMMENT ON COLUMN conversations.created_at IS 'When it began.';
COMMENT ON COLUMN conversations.updated_at IS 'When a message was last added, or the title changed.';

-- The user stands in each row, so that row-level security need not look further; the foreign key holds it true.
CREATE TABLE messages (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    conversation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    position        integer NOT NULL CHECK (position > 0),
    role            text NOT NULL CHECK (role IN ('user', 'assistant', 'system')),
    content         text NOT NULL CHECK (content <> '' AND length(content) <= 100000),
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (conversation_id, position),
    FOREIGN KEY (conversation_id, user_id) REFERENCES conversations (id, user_id) ON DELETE CASCADE
);

CREATE INDEX messages_user_idx ON messages (user_id, id);

COMMENT ON TABLE messages IS 'The messages of conversations. Never changed; gone with their conversation.';
COMMENT ON COLUMN messages.id IS 'UUID v7.';
COMMENT ON COLUMN messages.conversation_id IS 'In which conversation.';
COMMENT ON COLUMN messages.user_id IS 'Whose conversation it is.';
COMMENT ON COLUMN messages.position IS '1, 2, 3 and so on in the conversation, without a gap.';
COMMENT ON COLUMN messages.role IS 'Who speaks: user, assistant or system.';
COMMENT ON COLUMN messages.content IS 'What is said; at most 100,000 characters.';
COMMENT ON COLUMN messages.created_at IS 'When it was added.';

CREATE TABLE chat_history (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    conversation_id uuid NOT NULL,
    user_id         uuid NOT NULL,
    question_id     uuid NOT NULL UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
    answer_id       uuid NOT NULL UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
    source_chunks   jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(source_chunks) = 'array' AND jsonb_array_length(source_chunks) <= 100),
    created_at      timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (conversation_id, user_id) REFERENCES conversations (id, user_id) ON DELETE CASCADE
);

CREATE INDEX chat_history_conversation_idx ON chat_history (conversation_id, id);

COMMENT ON TABLE chat_history IS 'Which chunks an answer was made from: a question and an answer among the messages, and what was shown to whoever answered.';
COMMENT ON COLUMN chat_history.id IS 'UUID v7.';
COMMENT ON COLUMN chat_history.conversation_id IS 'In which conversation.';
COMMENT ON COLUMN chat_history.user_id IS 'Whose conversation it is.';
COMMENT ON COLUMN chat_history.question_id IS 'The message that asks.';
COMMENT ON COLUMN chat_history.answer_id IS 'The message that answers.';
COMMENT ON COLUMN chat_history.source_chunks IS 'Objects of collection_id, document_id, chunk_id and version, as they were then; none of their text.';
COMMENT ON COLUMN chat_history.created_at IS 'When it was added.';

-- No foreign keys: what is written here is written after the answer was given, and must not wait or fail for anybody.
CREATE TABLE query_logs (
    id               uuid PRIMARY KEY DEFAULT uuidv7(),
    occurred_at      timestamptz NOT NULL DEFAULT now(),
    user_id          uuid NOT NULL,
    query            text CHECK (length(query) <= 8192),
    collections      uuid[] NOT NULL,
    retrieval_mode   text NOT NULL CHECK (retrieval_mode IN ('dense', 'vector')),
    retrieved_chunks uuid[] NOT NULL,
    response         text NOT NULL CHECK (response <> ''),
    latency          jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(latency) = 'object')
);

CREATE INDEX query_logs_user_idx ON query_logs (user_id, id);
CREATE INDEX query_logs_occurred_at_idx ON query_logs USING brin (occurred_at);

COMMENT ON TABLE query_logs IS 'Searches, written off the request path: under load, or without PostgreSQL, some are counted and not written.';
COMMENT ON COLUMN query_logs.id IS 'UUID v7.';
COMMENT ON COLUMN query_logs.occurred_at IS 'When the search was answered.';
COMMENT ON COLUMN query_logs.user_id IS 'Who searched.';
COMMENT ON COLUMN query_logs.query IS 'What was asked; NULL when the caller sent a vector.';
COMMENT ON COLUMN query_logs.collections IS 'Where.';
COMMENT ON COLUMN query_logs.retrieval_mode IS 'dense: the query was embedded. vector: the caller sent the vector.';
COMMENT ON COLUMN query_logs.retrieved_chunks IS 'What was shown, best first.';
COMMENT ON COLUMN query_logs.response IS 'complete, partial, or the code of the problem that was answered.';
COMMENT ON COLUMN query_logs.latency IS 'Milliseconds for each stage, and in all.';

-- What is shown to those who run the system: numbers of all users together.
CREATE VIEW query_analytics AS
SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day,
       retrieval_mode,
       count(*) AS searches,
       count(*) FILTER (WHERE cardinality(retrieved_chunks) = 0) AS without_hits,
       count(*) FILTER (WHERE response <> 'complete') AS not_complete,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY (latency ->> 'total_ms')::double precision) AS median_ms,
       percentile_cont(0.99) WITHIN GROUP (ORDER BY (latency ->> 'total_ms')::double precision) AS p99_ms
FROM query_logs
GROUP BY 1, 2;

COMMENT ON VIEW query_analytics IS 'Searches of a day. No personal data: neither who searched nor for what.';
COMMENT ON COLUMN query_analytics.day IS 'In UTC.';
COMMENT ON COLUMN query_analytics.retrieval_mode IS 'As in query_logs.';
COMMENT ON COLUMN query_analytics.searches IS 'How many.';
COMMENT ON COLUMN query_analytics.without_hits IS 'How many of them found nothing.';
COMMENT ON COLUMN query_analytics.not_complete IS 'How many of them were partial, or refused.';
COMMENT ON COLUMN query_analytics.median_ms IS 'Half of them took no longer.';
COMMENT ON COLUMN query_analytics.p99_ms IS 'Of a hundred, one took longer.';

CREATE TABLE retention_policies (
    table_name text PRIMARY KEY CHECK (table_name IN ('query_logs', 'conversations', 'refresh_tokens', 'operations')),
    keep       interval NOT NULL CHECK (keep >= interval '0'),
    since      text NOT NULL
);

COMMENT ON TABLE retention_policies IS 'How long rows are kept. Deleting a row here keeps the table''s rows for ever.';
COMMENT ON COLUMN retention_policies.table_name IS 'Of which table.';
COMMENT ON COLUMN retention_policies.keep IS 'For how long.';
COMMENT ON COLUMN retention_policies.since IS 'From which of its columns on.';

INSERT INTO retention_policies (table_name, keep, since) VALUES
    ('query_logs', '90 days', 'occurred_at'),
    ('conversations', '730 days', 'updated_at'),
    ('refresh_tokens', '30 days', 'expires_at'),
    ('operations', '365 days', 'finished_at');

-- A batch from each table at a time: nobody waits long for its locks, and the next call goes on.
CREATE FUNCTION retention_apply(batch integer DEFAULT 5000) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET lock_timeout = '2s'
AS $$
DECLARE
    policy  retention_policies;
    n       bigint;
    removed bigint := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('millrace.retention_apply')) THEN
        RETURN 0;
    END IF;
    FOR policy IN SELECT * FROM retention_policies ORDER BY table_name LOOP
        EXECUTE format('DELETE FROM %1$I WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$I WHERE %2$I < now() - $1 LIMIT $2))',
            policy.table_name, policy.since) USING policy.keep, batch;
        GET DIAGNOSTICS n = ROW_COUNT;
        removed := removed + n;
    END LOOP;
    RETURN removed;
END
$$;

COMMENT ON FUNCTION retention_apply(integer) IS 'Removes at most so many rows of each table that are past its retention; answers how many it removed.';

GRANT SELECT, INSERT, DELETE ON conversations TO millrace_query;
GRANT UPDATE (title, automatic_title, message_count, updated_at) ON conversations TO millrace_query;
GRANT SELECT, INSERT ON messages, chat_history, query_logs TO millrace_query;
GRANT SELECT ON query_analytics, retention_policies TO millrace_query;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['conversations', 'messages', 'chat_history', 'query_logs'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY owner ON %I TO millrace_migrate USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY callers ON %I TO millrace_query USING (user_id = caller_id()) WITH CHECK (user_id = caller_id())', t);
    END LOOP;
END
$$;

-- Logs of many users are written together, and by nobody's leave.
CREATE POLICY writers ON query_logs FOR INSERT TO millrace_query WITH CHECK (caller_is_superuser());

RESET ROLE;

-- SECURITY DEFINER functions run with the owner's search path, not the caller's.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION retention_apply(integer) SET search_path = %I, pg_temp', current_schema());
    REVOKE ALL ON FUNCTION retention_apply(integer) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION retention_apply(integer) TO millrace_ingest;
END
$$;
