-- Roles are of the whole server: another Millrace database on it may have made them already.
-- None may bypass row-level security and, but for millrace_migrate, none owns anything.
DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['millrace_migrate', 'millrace_ingest', 'millrace_sync', 'millrace_query', 'millrace_relay'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS%s', r,
                CASE WHEN r = 'millrace_relay' THEN ' REPLICATION' ELSE '' END);
        END IF;
    END LOOP;
    EXECUTE format('GRANT millrace_migrate TO %I', current_user);
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO millrace_migrate', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO millrace_ingest, millrace_sync, millrace_query, millrace_relay', current_database());
    EXECUTE format('ALTER SCHEMA %I OWNER TO millrace_migrate', current_schema());
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO millrace_ingest, millrace_sync, millrace_query, millrace_relay', current_schema());
    FOREACH r IN ARRAY ARRAY['millrace_migrate', 'millrace_ingest', 'millrace_sync', 'millrace_query', 'millrace_relay'] LOOP
        EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = %I', r, current_database(), current_schema());
    END LOOP;
END
$$;

ALTER ROLE millrace_ingest SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE millrace_sync SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE millrace_query SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE millrace_query SET statement_timeout = '30s';
