SET ROLE millrace_migrate;

-- A row is a Kafka record: topic by aggregatetype, partition, key, value, and the headers. The relay and a Kafka
-- Connect cluster can therefore send it without knowing what is in it.
CREATE TABLE outbox (
    id            uuid NOT NULL DEFAULT uuidv7(),
    aggregatetype text NOT NULL,
    aggregateid   bytea NOT NULL,
    type          text NOT NULL CHECK (type IN ('upsert', 'delete', 'document-committed', 'collection-spec')),
    payload       bytea CHECK ((payload IS NULL) = (type = 'delete')),
    partition     integer NOT NULL CHECK (partition >= 0),
    document_id   uuid,
    version       bigint NOT NULL,
    traceparent   text,
    created_at    timestamptz NOT NULL DEFAULT now()
) PARTITION BY RANGE (created_at);

COMMENT ON TABLE outbox IS 'What is to be sent, committed with what it tells of. Insert-only: never updated, never COPYed into. It has no key: nothing looks a row up, and each would be written, and printed by the relay''s engine, for nothing.';
COMMENT ON COLUMN outbox.aggregatetype IS 'Topic without its prefix: chunks.<vector store name>, or collections.';
COMMENT ON COLUMN outbox.aggregateid IS 'The record''s key: 16 bytes of the chunk id, document id or collection id.';
COMMENT ON COLUMN outbox.type IS 'Sent as header millrace-op.';
COMMENT ON COLUMN outbox.payload IS 'The record''s value: Avro single-object encoding; NULL deletes.';
COMMENT ON COLUMN outbox.partition IS 'The record''s partition, chosen from the document id, so that a document''s records keep their order.';

ALTER TABLE outbox ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Rows never wait for a partition: what no day holds goes here, and stays published.
CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;

CREATE TABLE outbox_days (
    day        date PRIMARY KEY,
    closed_lsn pg_lsn
);

COMMENT ON TABLE outbox_days IS 'The outbox partitions that exist, and a WAL position that is after all of a day''s rows.';

CREATE FUNCTION outbox_maintain(slot name, retention interval DEFAULT '7 days') RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET lock_timeout = '2s'
AS $$
DECLARE
    today   date := (now() AT TIME ZONE 'UTC')::date;
    d       date;
    part    text;
    dropped integer := 0;
    done    pg_lsn := (SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = slot AND database = current_database());
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('millrace.outbox_maintain')) THEN
        RETURN 0;
    END IF;
    FOR i IN 0..3 LOOP
        d := today + i;
        IF NOT EXISTS (SELECT FROM outbox_days WHERE day = d) THEN
            -- Rows of that day may lie in the default partition already; then the day stays there.
            BEGIN
                EXECUTE format('CREATE TABLE %I PARTITION OF outbox FOR VALUES FROM (%L) TO (%L)',
                    'outbox_' || to_char(d, 'YYYYMMDD'), d::timestamp AT TIME ZONE 'UTC', (d + 1)::timestamp AT TIME ZONE 'UTC');
                INSERT INTO outbox_days (day) VALUES (d);
            EXCEPTION WHEN check_violation THEN
                RAISE WARNING 'outbox rows of % stay in the default partition', d;
            END;
        END IF;
    END LOOP;
    -- A transaction that began on a past day may still add rows to it: close the day a full day later.
    UPDATE outbox_days SET closed_lsn = pg_current_wal_lsn() WHERE day < today - 1 AND closed_lsn IS NULL;
    FOR d IN SELECT day FROM outbox_days WHERE day < (now() - retention - interval '1 day')::date AND closed_lsn <= done ORDER BY day LOOP
        part := 'outbox_' || to_char(d, 'YYYYMMDD');
        EXECUTE format('DROP TABLE %I', part);
        DELETE FROM outbox_days WHERE day = d;
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

COMMENT ON FUNCTION outbox_maintain(name, interval) IS 'Makes the partitions of the next days and drops those past retention that the slot has confirmed. Answers how many it dropped.';

SELECT outbox_maintain('none');

-- Without created_at: the stream tells when a transaction committed, and reading a timestamp from text costs its reader a
-- sixth of its time.
CREATE PUBLICATION millrace_outbox
    FOR TABLE outbox (id, aggregatetype, aggregateid, type, payload, partition, document_id, version, traceparent)
    WITH (publish = 'insert', publish_via_partition_root = true);

RESET ROLE;

-- SECURITY DEFINER functions run with the owner's search path, not the caller's.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION outbox_maintain(name, interval) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION chunk_partition_key(uuid) OWNER TO millrace_migrate');
END
$$;
