-- Roles are of the whole server, and another database on it may need them: they lose what they have here, and stay.
DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM millrace_ingest, millrace_sync, millrace_query, millrace_relay', current_schema());
    EXECUTE format('ALTER SCHEMA %I OWNER TO %I', current_schema(), current_user);
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM millrace_migrate, millrace_ingest, millrace_sync, millrace_query, millrace_relay', current_database());
END
$$;
