-- Conversations and the log of queries are lost.
DROP FUNCTION retention_apply(integer);
DROP TABLE retention_policies;
DROP VIEW query_analytics;
DROP TABLE query_logs, chat_history, messages, conversations;
