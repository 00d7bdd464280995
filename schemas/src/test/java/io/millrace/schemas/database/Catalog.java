package io.millrace.schemas.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the migrated schema says of itself. Partitions are their table. */
record Catalog(List<Relation> relations, List<Routine> routines) {

    enum Kind {
        TABLE,
        VIEW,
        MATERIALIZED_VIEW;

        static Kind of(String relkind) {
            return switch (relkind) {
                case "r", "p" -> TABLE;
                case "v" -> VIEW;
                case "m" -> MATERIALIZED_VIEW;
                default -> throw new IllegalArgumentException(relkind);
            };
        }
    }

    record Column(String name, String type, boolean required, boolean key, Optional<String> comment) {}

    /** @param references tables that this one's foreign keys point to, and by which columns */
    record Relation(
            String name,
            Kind kind,
            Optional<String> comment,
            List<Column> columns,
            List<Reference> references,
            List<String> indexes) {}

    record Reference(String columns, String table) {}

    record Routine(String signature, Optional<String> comment) {}

    private static final String RELATIONS = """
            SELECT c.oid::bigint, c.relname, c.relkind::text, obj_description(c.oid, 'pg_class')
            FROM pg_class c
            WHERE c.relnamespace = 'millrace'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
                AND c.relname <> 'flyway_schema_history'
            ORDER BY c.relname
            """;

    private static final String COLUMNS = """
            SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                   EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey)),
                   col_description(a.attrelid, a.attnum)
            FROM pg_attribute a
            WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """;

    private static final String REFERENCES = """
            SELECT (SELECT string_agg(a.attname, ', ' ORDER BY k.n)
                    FROM unnest(c.conkey) WITH ORDINALITY k (attnum, n)
                    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum),
                   f.relname
            FROM pg_constraint c JOIN pg_class f ON f.oid = c.confrelid
            WHERE c.conrelid = ?::oid AND c.contype = 'f' AND c.conparentid = 0 AND NOT f.relispartition
            ORDER BY 1, 2
            """;

    private static final String INDEXES = """
            SELECT c.relname
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = ?::oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
            ORDER BY c.relname
            """;

    private static final String ROUTINES = """
            SELECT p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', obj_description(p.oid, 'pg_proc')
            FROM pg_proc p WHERE p.pronamespace = 'millrace'::regnamespace
            ORDER BY 1
            """;

    static Catalog of(MigratingDatabase database) throws SQLException {
        try (Connection connection = database.connect()) {
            List<Relation> relations = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(RELATIONS);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    long oid = row.getLong(1);
                    relations.add(new Relation(
                            row.getString(2),
                            Kind.of(row.getString(3)),
                            Optional.ofNullable(row.getString(4)),
                            each(connection, COLUMNS, oid, Catalog::column),
                            each(connection, REFERENCES, oid, r -> new Reference(r.getString(1), r.getString(2))),
                            each(connection, INDEXES, oid, r -> r.getString(1))));
                }
            }
            List<Routine> routines = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(ROUTINES);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    routines.add(new Routine(row.getString(1), Optional.ofNullable(row.getString(2))));
                }
            }
            return new Catalog(relations, routines);
        }
    }

    private static Column column(ResultSet row) throws SQLException {
        return new Column(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                Optional.ofNullable(row.getString(5)));
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> each(Connection connection, String sql, long oid, Reader<T> reader) throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, oid);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(reader.read(row));
                }
            }
        }
        return all;
    }
}
