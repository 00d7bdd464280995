-- The chain is lost, and with it the proof that the log is whole; who did what from where is lost with the columns.
-- First what locks collections: writers lock it before the log, too.
DROP TABLE operation_metrics, operations;
DROP VIEW collection_audit_log;
DROP POLICY readers ON audit_logs;
DROP POLICY writers ON audit_logs;
DROP POLICY workers ON audit_logs;
ALTER TABLE audit_logs NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_logs DISABLE ROW LEVEL SECURITY;
DROP FUNCTION chunking_stats_of(uuid), refresh_collection_chunking_stats();
DROP MATERIALIZED VIEW collection_chunking_stats;
DROP VIEW pipeline_status;
DROP FUNCTION get_partition_statistics(integer), analyze_partition_skew();
DROP VIEW partition_distribution, partition_health;
DROP FUNCTION audit_unsealed(interval), audit_verify(bigint, integer), audit_seal(integer);
DROP FUNCTION audit_hash(bytea, bytea, audit_logs), audit_person_digest(bytea, audit_logs);
DROP TABLE audit_chain;
DROP INDEX audit_logs_collection_idx, audit_logs_user_idx;
ALTER TABLE audit_logs DROP COLUMN user_id, DROP COLUMN ip, DROP COLUMN user_agent;

-- The comments of older columns, which this migration made.
DO $$
DECLARE
    t text;
    columns text[];
    c text;
BEGIN
    FOR t, columns IN VALUES
        ('audit_logs', ARRAY['id', 'occurred_at', 'operation', 'resource_type', 'resource_id', 'collection_id', 'actor', 'event_id', 'version', 'details']),
        ('outbox', ARRAY['id', 'document_id', 'version', 'traceparent', 'created_at']),
        ('outbox_days', ARRAY['day', 'closed_lsn'])
    LOOP
        FOREACH c IN ARRAY columns LOOP
            EXECUTE format('COMMENT ON COLUMN %I.%I IS NULL', t, c);
        END LOOP;
    END LOOP;
END
$$;
