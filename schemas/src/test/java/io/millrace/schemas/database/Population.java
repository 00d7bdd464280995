package io.millrace.schemas.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rows for every table, from a script for each migration that makes tables. */
final class Population {

    private static final String TABLES = """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'millrace'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
                AND relname <> 'flyway_schema_history'
            ORDER BY relname
            """;

    private Population() {}

    static void add(MigratingDatabase database, int version) throws SQLException, IOException {
        try (@Nullable InputStream script = Population.class.getResourceAsStream("/population/P" + version + ".sql");
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            if (script != null) {
                statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    /** The rows of each table, as text, in no order that depends on the server. */
    static Map<String, SortedSet<String>> rows(MigratingDatabase database) throws SQLException {
        Map<String, SortedSet<String>> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            SortedSet<String> tables = new TreeSet<>();
            try (ResultSet names = statement.executeQuery(TABLES)) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                SortedSet<String> texts = new TreeSet<>();
                try (ResultSet row = statement.executeQuery("SELECT to_jsonb(t)::text FROM " + table + " t")) {
                    while (row.next()) {
                        texts.add(row.getString(1));
                    }
                }
                rows.put(table, texts);
            }
        }
        return rows;
    }
}
