INSERT INTO users (id, username, email, hashed_password)
SELECT ('b0000000-0000-4000-8000-00000000000' || n)::uuid, 'user' || n, 'user' || n || '@example.org', '$argon2id$v=19$m=1$x'
FROM generate_series(1, 5) n;

INSERT INTO api_keys (user_id, name, prefix, hash, scopes)
SELECT id, 'laptop', substr(md5(username), 1, 12), sha256(username::bytea), ARRAY['read'] FROM users;

INSERT INTO refresh_tokens (family, user_id, hash, expires_at)
SELECT gen_random_uuid(), id, sha256(username::bytea), now() + interval '1 day' FROM users;

INSERT INTO collection_permissions (collection_id, user_id, role, granted_by)
SELECT c.id, u.id, 'reader', '00000000-0000-4000-8000-000000000001'
FROM collections c, users u WHERE u.username LIKE 'user%';

UPDATE collections SET owner_id = 'b0000000-0000-4000-8000-000000000001' WHERE name = 'c1';
