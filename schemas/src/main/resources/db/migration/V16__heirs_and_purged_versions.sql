-- Locks nothing: it replaces functions.
SET LOCAL lock_timeout = '5s';
SET ROLE millrace_migrate;

-- Collections that were to be given away are not erased because nobody is left to get them.
CREATE OR REPLACE FUNCTION erasure_close(operation uuid) RETURNS bigint
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
    IF heir IS NULL AND asked ? 'transfer_to' AND EXISTS (SELECT FROM collections WHERE owner_id = person.id AND deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'MR001', MESSAGE = format('who was to get the collections of %s is gone', person.id);
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

-- The version is noted with the look that found the document purged: what is published afterwards has a higher one, and stays.
CREATE OR REPLACE FUNCTION erase_document(operation uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    asked  jsonb := erasure_config(operation);
    noted  bigint := (SELECT (progress ->> 'purged_version')::bigint FROM operations WHERE id = operation);
    doomed documents;
BEGIN
    IF noted IS NOT NULL THEN
        RETURN noted;
    END IF;
    SELECT * INTO doomed FROM documents WHERE id = (asked ->> 'document')::uuid FOR UPDATE;
    IF doomed.purged_at IS NULL AND doomed.version > 0 THEN
        RETURN NULL;
    END IF;
    UPDATE documents SET source = 'erased-' || id WHERE id = doomed.id AND source <> 'erased-' || id;
    noted := coalesce(doomed.version, 0);
    UPDATE operations SET progress = progress || jsonb_build_object('purged_version', noted::text) WHERE id = operation;
    RETURN noted;
END
$$;

CREATE OR REPLACE FUNCTION erase_outbox(operation uuid) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    asked  jsonb := erasure_config(operation);
    doomed uuid[] := ARRAY(SELECT (c ->> 'id')::uuid FROM jsonb_array_elements(asked -> 'collections') c);
    n      bigint;
BEGIN
    IF asked ->> 'subject' = 'document' THEN
        DELETE FROM outbox
        WHERE document_id = (asked ->> 'document')::uuid AND type = 'upsert'
          AND version <= (SELECT (progress ->> 'purged_version')::bigint FROM operations WHERE id = operation);
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

RESET ROLE;

-- A function that is replaced loses its settings.
DO $$
DECLARE
    f text;
BEGIN
    FOREACH f IN ARRAY ARRAY['erasure_close(uuid)', 'erase_document(uuid)', 'erase_outbox(uuid)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
    END LOOP;
END
$$;
