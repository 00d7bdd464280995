-- Locks no table that is in use: it adds functions and grants.
SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

-- What an erasure does in the database. The worker that calls these reaches by them only what an open operation names, which
-- a superuser asked for. Each may be called again and again: it answers how much it found and erased this time, in the end 0.

CREATE FUNCTION erasure_config(operation uuid) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
AS $$
DECLARE
    asked jsonb := (SELECT config FROM operations WHERE id = operation AND type = 'ERASURE' AND finished_at IS NULL);
BEGIN
    IF asked IS NULL THEN
        RAISE no_data_found USING MESSAGE = format('there is no open erasure %s', operation);
    END IF;
    RETURN asked;
END
$$;

-- How much was found goes into the receipt with the removal, or neither does.
CREATE FUNCTION erasure_found(operation uuid, store text, n bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
AS $$
    INSERT INTO operation_metrics AS m (operation_id, name, value, unit)
    SELECT operation, replace(store, '-', '_'), n, 'found' WHERE n > 0
    ON CONFLICT (operation_id, name) DO UPDATE SET value = m.value + EXCLUDED.value, recorded_at = now()
$$;

-- The user can do nothing any more, and nothing new comes into the collections that are to go: they are deleted as by their
-- owner. What they are called, and how the user is called where no id stands, is noted in the operation for as long as topics
-- must be searched for it.
CREATE FUNCTION erasure_close(operation uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    asked  jsonb := erasure_config(operation);
    person users;
    heir   uuid := (SELECT id FROM users WHERE id = (asked ->> 'transfer_to')::uuid);
    theirs collections;
    closed bigint := 0;
BEGIN
    SELECT * INTO person FROM users WHERE id = (asked ->> 'user')::uuid FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    IF person.is_active THEN
        UPDATE users SET is_active = false, updated_at = now() WHERE id = person.id;
    END IF;
    asked := asked || jsonb_build_object('actors', jsonb_build_array('user:' || person.id, person.username)
        || coalesce((SELECT jsonb_agg('key:' || prefix) FROM api_keys WHERE user_id = person.id), '[]'));
    FOR theirs IN
        SELECT * FROM collections WHERE owner_id = person.id AND name <> 'erased-' || id ORDER BY id FOR UPDATE
    LOOP
        IF heir IS NOT NULL AND theirs.deleted_at IS NULL THEN
            UPDATE collections SET owner_id = heir, updated_at = now() WHERE id = theirs.id;
            INSERT INTO audit_logs (operation, resource_type, resource_id, collection_id, actor, version)
            VALUES ('collection.transferred', 'collection', theirs.id, theirs.id, 'erasure:' || operation, theirs.version);
            CONTINUE;
        END IF;
        IF theirs.deleted_at IS NULL THEN
            INSERT INTO outbox (aggregatetype, aggregateid, type, payload, partition, version)
            VALUES ('collections', uuid_send(theirs.id), 'delete', NULL, 0, theirs.version + 1);
        END IF;
        UPDATE collections
        SET status = 'DELETED', status_message = NULL, version = theirs.version + 1, updated_at = now(),
            deleted_at = coalesce(theirs.deleted_at, now()), name = 'erased-' || theirs.id, description = NULL, meta = '{}'
        WHERE id = theirs.id;
        INSERT INTO audit_logs (operation, resource_type, resource_id, collection_id, actor, version)
        VALUES ('collection.erased', 'collection', theirs.id, theirs.id, 'erasure:' || operation, theirs.version + 1);
        asked := jsonb_set(asked, '{collections}', coalesce(asked -> 'collections', '[]')
            || jsonb_build_object('id', theirs.id, 'name', theirs.name, 'since', theirs.created_at));
        closed := closed + 1;
    END LOOP;
    UPDATE operations SET config = asked WHERE id = operation AND config <> asked;
    RETURN closed;
END
$$;

CREATE FUNCTION erase_user(operation uuid) RETURNS TABLE (store text, erased bigint)
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    person uuid := (erasure_config(operation) ->> 'user')::uuid;
    actors text[];
    n      bigint;
BEGIN
    PERFORM erasure_close(operation);
    actors := ARRAY(SELECT jsonb_array_elements_text(erasure_config(operation) -> 'actors'));

    store := 'conversations';
    SELECT count(*) INTO erased FROM messages WHERE user_id = person;
    DELETE FROM conversations WHERE user_id = person;
    GET DIAGNOSTICS n = ROW_COUNT;
    erased := erased + n;
    PERFORM erasure_found(operation, store, erased);
    RETURN NEXT;

    store := 'query-logs';
    DELETE FROM query_logs WHERE user_id = person;
    GET DIAGNOSTICS erased = ROW_COUNT;
    PERFORM erasure_found(operation, store, erased);
    RETURN NEXT;

    -- Nobody seals meanwhile: a row that was read with its person and sealed without would look forged.
    store := 'audit-log';
    PERFORM pg_advisory_xact_lock(hashtext('millrace.audit_seal'));
    WITH blanked AS (
        UPDATE audit_logs SET actor = NULL, user_id = NULL, ip = NULL, user_agent = NULL
        WHERE user_id = person OR actor = ANY (actors)
        RETURNING id
    ), unsalted AS (
        UPDATE audit_chain SET salt = NULL WHERE audit_id IN (SELECT id FROM blanked) RETURNING 1
    )
    SELECT count(*) INTO erased FROM blanked;
    PERFORM erasure_found(operation, store, erased);
    RETURN NEXT;

    store := 'users';
    DELETE FROM refresh_tokens WHERE user_id = person;
    GET DIAGNOSTICS erased = ROW_COUNT;
    DELETE FROM api_keys WHERE user_id = person;
    GET DIAGNOSTICS n = ROW_COUNT;
    erased := erased + n;
    DELETE FROM collection_permissions WHERE user_id = person;
    GET DIAGNOSTICS n = ROW_COUNT;
    erased := erased + n;
    UPDATE operations SET requested_by = NULL WHERE requested_by = ANY (actors);
    GET DIAGNOSTICS n = ROW_COUNT;
    erased := erased + n;
    DELETE FROM users WHERE id = person;
    GET DIAGNOSTICS n = ROW_COUNT;
    erased := erased + n;
    PERFORM erasure_found(operation, store, erased);
    RETURN NEXT;
END
$$;

-- The documents of the collections that are to go, so many at a time: whole rows, in the order in which ingestion locks them.
CREATE FUNCTION erase_documents(operation uuid, batch integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    doomed uuid[] := ARRAY(SELECT (c ->> 'id')::uuid FROM jsonb_array_elements(erasure_config(operation) -> 'collections') c);
    parts  integer[] := ARRAY(SELECT chunk_partition_key(c) FROM unnest(doomed) c);
    ids    uuid[];
    n      bigint;
    erased bigint;
BEGIN
    IF erasure_config(operation) ->> 'subject' <> 'user' THEN
        RETURN 0;
    END IF;
    ids := ARRAY(SELECT id FROM documents WHERE collection_id = ANY (doomed) ORDER BY id LIMIT batch FOR UPDATE);
    erased := cardinality(ids);
    IF erased > 0 THEN
        UPDATE documents SET duplicate_of = NULL WHERE duplicate_of = ANY (ids);
        DELETE FROM chunks WHERE document_id = ANY (ids) AND collection_id = ANY (doomed) AND partition_key = ANY (parts);
        GET DIAGNOSTICS n = ROW_COUNT;
        DELETE FROM documents WHERE id = ANY (ids);
        PERFORM erasure_found(operation, 'documents-and-chunks', erased + n);
        RETURN erased + n;
    END IF;
    DELETE FROM collection_counters WHERE collection_id = ANY (doomed);
    DELETE FROM collection_sources WHERE collection_id = ANY (doomed);
    DELETE FROM collection_resource_limits WHERE collection_id = ANY (doomed);
    DELETE FROM collection_permissions WHERE collection_id = ANY (doomed);
    RETURN 0;
END
$$;

-- Vectors that no chunk has any more, whoever had it. One that was supplied stays while a deleted document may be restored
-- with it; any other is computed anew where it is missed.
CREATE FUNCTION erase_embeddings(operation uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    erased bigint;
BEGIN
    PERFORM erasure_config(operation);
    DELETE FROM embeddings e
    WHERE NOT EXISTS (SELECT FROM chunks c WHERE c.embedding_model = e.model AND c.content_hash = e.content_hash)
      AND NOT (position('@' IN e.model) > 0
               AND EXISTS (SELECT FROM documents d WHERE d.supplied_chunks IS NOT NULL AND strpos(d.supplied_chunks::text, e.model) > 0));
    GET DIAGNOSTICS erased = ROW_COUNT;
    PERFORM erasure_found(operation, 'embeddings', erased);
    RETURN erased;
END
$$;

-- A purged document's row stays, so that its version goes on rising; what it was called does not. Answers its version once it
-- is purged, 0 when there never was such a document, and NULL while it is still to be purged.
CREATE FUNCTION erase_document(operation uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    doomed documents;
BEGIN
    SELECT * INTO doomed FROM documents WHERE id = (erasure_config(operation) ->> 'document')::uuid FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    ELSIF doomed.purged_at IS NULL AND doomed.version > 0 THEN
        RETURN NULL;
    END IF;
    UPDATE documents SET source = 'erased-' || id WHERE id = doomed.id AND source <> 'erased-' || id;
    RETURN doomed.version;
END
$$;

-- Called when every row that there will be has been sent. Rows that delete stay: they hold nothing, and order what is sent again.
CREATE FUNCTION erase_outbox(operation uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    asked  jsonb := erasure_config(operation);
    doomed uuid[] := ARRAY(SELECT (c ->> 'id')::uuid FROM jsonb_array_elements(asked -> 'collections') c);
    n      bigint;
BEGIN
    IF asked ->> 'subject' = 'document' THEN
        DELETE FROM outbox o USING documents d
        WHERE d.id = (asked ->> 'document')::uuid AND o.document_id = d.id AND o.type = 'upsert' AND o.version <= d.version
          AND d.purged_at IS NOT NULL;
    ELSE
        DELETE FROM outbox
        WHERE aggregatetype IN (SELECT 'chunks.col_' || replace(c::text, '-', '_') FROM unnest(doomed) c)
           OR (aggregatetype = 'collections' AND type = 'collection-spec'
               AND aggregateid IN (SELECT uuid_send(c) FROM unnest(doomed) c));
    END IF;
    GET DIAGNOSTICS n = ROW_COUNT;
    PERFORM erasure_found(operation, 'outbox', n);
    RETURN n;
END
$$;

COMMENT ON FUNCTION erasure_config(uuid) IS 'What an open erasure is to erase; an error for any other operation.';
COMMENT ON FUNCTION erasure_found(uuid, text, bigint) IS 'Adds to what an erasure has found in a store, in operation_metrics.';
COMMENT ON FUNCTION erasure_close(uuid) IS 'Takes the user''s power and deletes, or gives away, the user''s collections; answers how many it deleted.';
COMMENT ON FUNCTION erase_user(uuid) IS 'Removes everything that is the user''s own, and the user from the audit log, whose chain holds; answers rows by store.';
COMMENT ON FUNCTION erase_documents(uuid, integer) IS 'Removes at most so many documents of the user''s collections, with their chunks; answers how many rows.';
COMMENT ON FUNCTION erase_embeddings(uuid) IS 'Removes the vectors that no chunk has any more; answers how many.';
COMMENT ON FUNCTION erase_document(uuid) IS 'Removes the source of a purged document; answers its version, 0 for none, NULL when it is not purged yet.';
COMMENT ON FUNCTION erase_outbox(uuid) IS 'Removes outbox rows that hold erased content, once they were sent; answers how many.';

RESET ROLE;

-- SECURITY DEFINER functions run with the owner's search path, not the caller's.
DO $$
DECLARE
    f text;
BEGIN
    FOREACH f IN ARRAY ARRAY['erasure_config(uuid)', 'erasure_found(uuid, text, bigint)', 'erasure_close(uuid)', 'erase_user(uuid)',
        'erase_documents(uuid, integer)', 'erase_embeddings(uuid)', 'erase_document(uuid)', 'erase_outbox(uuid)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
        IF f NOT LIKE 'erasure%' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO millrace_sync', f);
        END IF;
    END LOOP;
END
$$;

-- What was removed is in the files until they are rewritten: that is a privilege of its own since PostgreSQL 17, and changes
-- no row. On a server whose administrator may not give the last two
-- away, the receipt says what it cannot hasten.
DO $$
DECLARE
    t regclass;
BEGIN
    FOR t IN SELECT oid FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relowner = 'millrace_migrate'::regrole
    LOOP
        EXECUTE format('GRANT MAINTAIN ON %s TO millrace_sync', t);
    END LOOP;
    EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE millrace_migrate IN SCHEMA %I GRANT MAINTAIN ON TABLES TO millrace_sync', current_schema());
    BEGIN
        GRANT EXECUTE ON FUNCTION pg_switch_wal() TO millrace_sync;
        -- It holds samples of the values in each column.
        GRANT MAINTAIN ON pg_catalog.pg_statistic TO millrace_sync;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE NOTICE 'the write-ahead log and the planner''s statistics are left to the server alone';
    END;
END
$$;
