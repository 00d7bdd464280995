CREATE OR REPLACE VIEW partition_health WITH (security_invoker = true) AS
SELECT right(c.relname, 2)::integer AS partition_key,
       c.relname::text AS partition_name,
       s.n_live_tup AS live_rows,
       s.n_dead_tup AS dead_rows,
       pg_table_size(c.oid) AS table_bytes,
       pg_indexes_size(c.oid) AS index_bytes,
       coalesce(s.seq_scan, 0) AS sequential_scans,
       coalesce(s.idx_scan, 0) AS index_scans,
       greatest(s.last_vacuum, s.last_autovacuum) AS last_vacuum,
       greatest(s.last_analyze, s.last_autoanalyze) AS last_analyze
FROM pg_inherits i
JOIN pg_class c ON c.oid = i.inhrelid
LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE i.inhparent = 'chunks'::regclass;
