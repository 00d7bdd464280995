INSERT INTO conversations (user_id, title) SELECT id, 'How does it walk?' FROM users WHERE username LIKE 'user%';
INSERT INTO messages (conversation_id, user_id, position, role, content)
SELECT id, user_id, n, CASE n WHEN 1 THEN 'user' ELSE 'assistant' END, 'words' FROM conversations, generate_series(1, 2) n;
INSERT INTO chat_history (conversation_id, user_id, question_id, answer_id)
SELECT q.conversation_id, q.user_id, q.id, a.id FROM messages q JOIN messages a USING (conversation_id) WHERE q.position = 1 AND a.position = 2;
INSERT INTO query_logs (user_id, query, collections, retrieval_mode, retrieved_chunks, response, latency)
SELECT id, 'walking', '{}', 'dense', '{}', 'complete', '{"total_ms": 5.5}' FROM users;
