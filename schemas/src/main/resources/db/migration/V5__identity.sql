-- Of the tables that are in use it locks collections only: see V6. The policies of documents and chunks follow in V7 and V12.
SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

CREATE TABLE users (
    id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    username         text NOT NULL CHECK (username ~ '^[a-z0-9][a-z0-9._-]{1,62}$'),
    email            text CHECK (email ~ '^[^@[:space:]]+@[^@[:space:]]+$' AND length(email) <= 254),
    full_name        text CHECK (length(full_name) <= 200),
    hashed_password  text CHECK (starts_with(hashed_password, '$argon2id$')),
    is_active        boolean NOT NULL DEFAULT true,
    is_superuser     boolean NOT NULL DEFAULT false,
    profile_metadata jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(profile_metadata) = 'object'),
    preferences      jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(preferences) = 'object'),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    last_login       timestamptz,
    -- Whoever holds the installation's own key is never shut out by a request.
    CONSTRAINT users_operator_check CHECK (id <> '00000000-0000-4000-8000-000000000001' OR (is_active AND is_superuser))
);

CREATE UNIQUE INDEX users_username_idx ON users (username);
CREATE UNIQUE INDEX users_email_idx ON users (lower(email)) WHERE email IS NOT NULL;

COMMENT ON TABLE users IS 'Who may call. A user without a password cannot log in, and acts by API keys only.';
COMMENT ON COLUMN users.id IS 'UUID v4.';
COMMENT ON COLUMN users.username IS 'Lower case; unique; never changes.';
COMMENT ON COLUMN users.email IS 'Unique without regard to case; may be absent.';
COMMENT ON COLUMN users.full_name IS 'As the user wants to be called.';
COMMENT ON COLUMN users.hashed_password IS 'argon2id in PHC form, with its parameters; NULL for a user who cannot log in.';
COMMENT ON COLUMN users.is_active IS 'An inactive user''s tokens and keys are refused.';
COMMENT ON COLUMN users.is_superuser IS 'May do everything to every collection and user.';
COMMENT ON COLUMN users.profile_metadata IS 'A JSON object that superusers keep about the user.';
COMMENT ON COLUMN users.preferences IS 'A JSON object that the user keeps.';
COMMENT ON COLUMN users.created_at IS 'When the user was made.';
COMMENT ON COLUMN users.updated_at IS 'When the row last changed, but for last_login.';
COMMENT ON COLUMN users.last_login IS 'When the password was last accepted.';

-- Whom the key that guards a new system stands for, and who owns what has no other owner.
INSERT INTO users (id, username, full_name, is_superuser)
VALUES ('00000000-0000-4000-8000-000000000001', 'operator', 'Whoever holds the key of this installation', true);

CREATE TABLE api_keys (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    prefix       text NOT NULL UNIQUE CHECK (prefix ~ '^[0-9a-f]{12}$'),
    hash         bytea NOT NULL CHECK (length(hash) = 32),
    scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'write', 'admin']),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

CREATE INDEX api_keys_user_idx ON api_keys (user_id);

COMMENT ON TABLE api_keys IS 'Keys of the form mr_<prefix>_<secret>. A key may do what its user may, within its scopes.';
COMMENT ON COLUMN api_keys.id IS 'UUID v4, by which the key is revoked.';
COMMENT ON COLUMN api_keys.user_id IS 'For whom the key acts.';
COMMENT ON COLUMN api_keys.name IS 'What its user calls it.';
COMMENT ON COLUMN api_keys.prefix IS 'The part of the key that may be shown: 12 hexadecimal digits.';
COMMENT ON COLUMN api_keys.hash IS 'SHA-256 of the whole key. Its secret has 256 random bits, so that nothing slower is needed.';
COMMENT ON COLUMN api_keys.scopes IS 'Of read, write and admin, each without the others.';
COMMENT ON COLUMN api_keys.created_at IS 'When it was made, and shown once.';
COMMENT ON COLUMN api_keys.expires_at IS 'From when it is refused; NULL for never.';
COMMENT ON COLUMN api_keys.last_used_at IS 'When it was last accepted, to a minute.';
COMMENT ON COLUMN api_keys.revoked_at IS 'Since when it is refused.';

CREATE TABLE refresh_tokens (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    family     uuid NOT NULL,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash       bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    issued_at  timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    revoked_at timestamptz
);

CREATE INDEX refresh_tokens_family_idx ON refresh_tokens (family);
CREATE INDEX refresh_tokens_user_idx ON refresh_tokens (user_id);

COMMENT ON TABLE refresh_tokens IS 'Each is good for one refresh, which gives the next of its family. One that comes twice was stolen: its family is revoked.';
COMMENT ON COLUMN refresh_tokens.id IS 'UUID v4.';
COMMENT ON COLUMN refresh_tokens.family IS 'UUID v4, common to all tokens that descend from one login.';
COMMENT ON COLUMN refresh_tokens.user_id IS 'Who logged in.';
COMMENT ON COLUMN refresh_tokens.hash IS 'SHA-256 of the token, which has 256 random bits.';
COMMENT ON COLUMN refresh_tokens.issued_at IS 'When it was given out.';
COMMENT ON COLUMN refresh_tokens.expires_at IS 'From when it is refused.';
COMMENT ON COLUMN refresh_tokens.used_at IS 'When it was exchanged for the next.';
COMMENT ON COLUMN refresh_tokens.revoked_at IS 'Since when it is refused: by logout, or because one of its family came twice.';

-- A constant default: no row is rewritten, and the check of the foreign key lets writers go on.
ALTER TABLE collections
    ADD COLUMN owner_id  uuid NOT NULL DEFAULT '00000000-0000-4000-8000-000000000001',
    ADD COLUMN is_public boolean NOT NULL DEFAULT false;
ALTER TABLE collections
    ADD CONSTRAINT collections_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE SET DEFAULT NOT VALID;
ALTER TABLE collections VALIDATE CONSTRAINT collections_owner_id_fkey;
CREATE INDEX collections_owner_idx ON collections (owner_id);
CREATE INDEX collections_public_idx ON collections (id) WHERE is_public;

COMMENT ON COLUMN collections.owner_id IS 'May do everything to the collection. The operator''s when its owner is gone.';
COMMENT ON COLUMN collections.is_public IS 'Whether every user may read it.';

CREATE TABLE collection_permissions (
    collection_id uuid NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    user_id       uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role          text NOT NULL CHECK (role IN ('admin', 'writer', 'reader')),
    granted_by    uuid REFERENCES users (id) ON DELETE SET NULL,
    granted_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (collection_id, user_id)
);

CREATE INDEX collection_permissions_user_idx ON collection_permissions (user_id);
CREATE INDEX collection_permissions_granted_by_idx ON collection_permissions (granted_by) WHERE granted_by IS NOT NULL;

COMMENT ON TABLE collection_permissions IS 'Who, besides its owner and superusers, may do what to a collection.';
COMMENT ON COLUMN collection_permissions.collection_id IS 'To what.';
COMMENT ON COLUMN collection_permissions.user_id IS 'Who.';
COMMENT ON COLUMN collection_permissions.role IS 'reader: search and read. writer: also change documents. admin: also change settings and permissions.';
COMMENT ON COLUMN collection_permissions.granted_by IS 'Who gave the permission last.';
COMMENT ON COLUMN collection_permissions.granted_at IS 'When it was given last.';

-- The caller of this transaction: the id of a user. Anything else is an error, and shows nothing.
CREATE FUNCTION caller_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('millrace.caller', true), '')::uuid;

-- Only while a password, key or token is checked is there no caller yet.
CREATE FUNCTION caller_is_authenticating() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('millrace.authenticating', true), '') = 'on';

CREATE FUNCTION caller_is_superuser() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
AS $$
    SELECT EXISTS (SELECT FROM users WHERE id = caller_id() AND is_active AND is_superuser)
$$;

-- The strongest role that the caller has: superuser, owner, admin, writer, reader, or NULL. Public collections make readers.
CREATE FUNCTION caller_role(collection uuid) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
AS $$
    SELECT CASE
               WHEN u.is_superuser THEN 'superuser'
               WHEN c.owner_id = u.id THEN 'owner'
               WHEN p.role IS NOT NULL THEN p.role
               WHEN c.is_public THEN 'reader'
           END
    FROM users u
    LEFT JOIN collections c ON c.id = collection
    LEFT JOIN collection_permissions p ON p.collection_id = collection AND p.user_id = u.id
    WHERE u.id = caller_id() AND u.is_active
$$;

-- A set, so that a statement asks once for all of its rows and not once for each. Superusers, who see all, need not ask.
CREATE FUNCTION caller_collections() RETURNS SETOF uuid
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 100
AS $$
    SELECT c.id FROM users u JOIN collections c ON c.owner_id = u.id WHERE u.id = caller_id() AND u.is_active
    UNION
    SELECT p.collection_id FROM users u JOIN collection_permissions p ON p.user_id = u.id WHERE u.id = caller_id() AND u.is_active
    UNION
    SELECT c.id FROM users u JOIN collections c ON c.is_public WHERE u.id = caller_id() AND u.is_active
$$;

CREATE OR REPLACE FUNCTION caller_may_read(collection_id uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN caller_role(collection_id) IS NOT NULL;

CREATE FUNCTION caller_may_administer(collection_id uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(caller_role(collection_id) IN ('superuser', 'owner', 'admin'), false);

-- Names of users are told to those who give permissions; rows of users are not.
CREATE FUNCTION user_id_of(name text) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
AS $$
    SELECT id FROM users WHERE username = name AND caller_id() IS NOT NULL
$$;

CREATE FUNCTION username_of(user_id uuid) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
AS $$
    SELECT username FROM users WHERE id = user_id AND caller_id() IS NOT NULL
$$;

COMMENT ON FUNCTION caller_id() IS 'The user for whom this transaction runs, from millrace.caller; NULL when unset.';
COMMENT ON FUNCTION caller_is_authenticating() IS 'Whether this transaction looks for the user that a credential belongs to, from millrace.authenticating.';
COMMENT ON FUNCTION caller_is_superuser() IS 'Whether the caller is an active superuser.';
COMMENT ON FUNCTION caller_role(uuid) IS 'What the caller is to a collection; NULL for nothing, and for a collection that does not exist unless the caller is a superuser.';
COMMENT ON FUNCTION caller_collections() IS 'The collections that the caller may read, but for those that only a superuser may.';
COMMENT ON FUNCTION caller_may_read(uuid) IS 'Row-level security of the query role: with millrace.caller unset, nothing is visible.';
COMMENT ON FUNCTION caller_may_administer(uuid) IS 'Whether the caller may change a collection''s settings and permissions.';
COMMENT ON FUNCTION user_id_of(text) IS 'A user''s id by name; NULL for none.';
COMMENT ON FUNCTION username_of(uuid) IS 'A user''s name by id; NULL for none.';

GRANT SELECT, INSERT, DELETE ON users TO millrace_query;
GRANT UPDATE (email, full_name, hashed_password, is_active, is_superuser, profile_metadata, preferences, updated_at, last_login) ON users TO millrace_query;
GRANT SELECT, INSERT ON api_keys TO millrace_query;
GRANT UPDATE (last_used_at, revoked_at) ON api_keys TO millrace_query;
GRANT SELECT, INSERT ON refresh_tokens TO millrace_query;
GRANT UPDATE (used_at, revoked_at) ON refresh_tokens TO millrace_query;
GRANT SELECT, INSERT, DELETE ON collection_permissions TO millrace_query;
GRANT UPDATE (role, granted_by, granted_at) ON collection_permissions TO millrace_query;
GRANT UPDATE (owner_id, is_public) ON collections TO millrace_query;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['users', 'api_keys', 'refresh_tokens', 'collection_permissions'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY owner ON %I TO millrace_migrate USING (true) WITH CHECK (true)', t);
    END LOOP;
END
$$;

-- While a credential is checked everything about it can be read and nothing changed. Nobody makes himself a superuser.
CREATE POLICY readers ON users FOR SELECT TO millrace_query
    USING (id = caller_id() OR (SELECT caller_is_superuser()) OR (SELECT caller_is_authenticating()));
CREATE POLICY makers ON users FOR INSERT TO millrace_query WITH CHECK (caller_is_superuser());
CREATE POLICY editors ON users FOR UPDATE TO millrace_query
    USING (id = caller_id() OR caller_is_superuser())
    WITH CHECK (caller_is_superuser() OR (id = caller_id() AND is_active AND NOT is_superuser));
CREATE POLICY removers ON users FOR DELETE TO millrace_query
    USING (caller_is_superuser() AND id <> '00000000-0000-4000-8000-000000000001');

CREATE POLICY readers ON api_keys FOR SELECT TO millrace_query
    USING (user_id = caller_id() OR (SELECT caller_is_superuser()) OR (SELECT caller_is_authenticating()));
CREATE POLICY makers ON api_keys FOR INSERT TO millrace_query
    WITH CHECK (user_id = caller_id() OR caller_is_superuser());
CREATE POLICY editors ON api_keys FOR UPDATE TO millrace_query USING (user_id = caller_id() OR caller_is_superuser());

CREATE POLICY readers ON refresh_tokens FOR SELECT TO millrace_query
    USING (user_id = caller_id() OR (SELECT caller_is_superuser()) OR (SELECT caller_is_authenticating()));
CREATE POLICY makers ON refresh_tokens FOR INSERT TO millrace_query WITH CHECK (user_id = caller_id());
CREATE POLICY editors ON refresh_tokens FOR UPDATE TO millrace_query USING (user_id = caller_id() OR caller_is_superuser());

CREATE POLICY callers ON collection_permissions TO millrace_query
    USING (caller_may_administer(collection_id) OR user_id = caller_id())
    WITH CHECK (caller_may_administer(collection_id));

-- What a caller may read and what it may change are two things: the one policy of before becomes one for each command.
DROP POLICY callers ON collections;
-- An INSERT must therefore not ask for its row back: it is not yet there for a function to look up.
CREATE POLICY readers ON collections FOR SELECT TO millrace_query
    USING ((SELECT caller_is_superuser()) OR id IN (SELECT caller_collections()));
CREATE POLICY makers ON collections FOR INSERT TO millrace_query
    WITH CHECK (owner_id = caller_id() OR caller_is_superuser());
CREATE POLICY administrators ON collections FOR UPDATE TO millrace_query USING (caller_may_administer(id));

RESET ROLE;

-- SECURITY DEFINER functions run with the owner's search path, not the caller's.
DO $$
DECLARE
    f text;
BEGIN
    FOREACH f IN ARRAY ARRAY['caller_is_superuser()', 'caller_role(uuid)', 'caller_collections()', 'user_id_of(text)', 'username_of(uuid)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO millrace_query', f);
    END LOOP;
END
$$;
