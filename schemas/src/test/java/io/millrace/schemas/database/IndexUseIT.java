package io.millrace.schemas.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each index is there for a query: {@code index-queries.sql} names both, and PostgreSQL plans the one with the other. */
class IndexUseIT {

    private static final Pattern ENTRY = Pattern.compile("-- (\\w+): ([^\\n]+)\\n([^;]+);");

    private static MigratingDatabase database;

    @BeforeAll
    static void fillTheDatabase() throws Exception {
        database = MigratingDatabase.newest();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            // Rows for plans: nobody counts them, and what they refer to is among them
            statement.execute("SET session_replication_role = replica");
            statement.execute(resource("/population/many-rows.sql"));
            statement.execute("ANALYZE");
        }
    }

    static Set<String> indexes() throws Exception {
        return queries().keySet();
    }

    private static Map<String, String> queries() throws Exception {
        Map<String, String> queries = new TreeMap<>();
        ENTRY.matcher(resource("/index-queries.sql"))
                .results()
                .forEach(entry -> queries.put(entry.group(1), entry.group(3)));
        return queries;
    }

    @Test
    void everyIndexHasItsQuery() throws Exception {
        Set<String> indexes = new TreeSet<>();
        Catalog.of(database).relations().forEach(relation -> indexes.addAll(relation.indexes()));
        assertThat(queries().keySet()).containsExactlyElementsOf(indexes);
    }

    @ParameterizedTest
    @MethodSource("indexes")
    void indexIsWhatItsQueryIsPlannedWith(String index) throws Exception {
        try (Connection connection = database.connect()) {
            String plan = plan(connection, Objects.requireNonNull(queries().get(index)));
            assertThat(names(connection, index)).as(plan).anyMatch(plan::contains);
        }
    }

    @Test
    void chunksOfACollectionAreLookedForInOnePartition() throws Exception {
        try (Connection connection = database.connect()) {
            for (Map.Entry<String, String> query : queries().entrySet()) {
                if (query.getValue().contains("chunks")) {
                    assertThat(Pattern.compile("on chunks_part_(\\d\\d)")
                                    .matcher(plan(connection, query.getValue()))
                                    .results()
                                    .map(match -> match.group(1))
                                    .distinct())
                            .as(query.getKey())
                            .hasSize(1);
                }
            }
        }
    }

    private static String plan(Connection connection, String query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + query);
                ResultSet line = explain.executeQuery()) {
            while (line.next()) {
                plan.append(line.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    /** Of the index and, if its table is partitioned, of its partitions. */
    private static List<String> names(Connection connection, String index) throws SQLException {
        List<String> names = new ArrayList<>(List.of(index + " "));
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ?::regclass")) {
            select.setString(1, index);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1) + " ");
                }
            }
        }
        // A bitmap scan ends its line with the name
        List<String> atEnds = names.stream().map(name -> name.strip() + "\n").toList();
        names.addAll(atEnds);
        return names;
    }

    private static String resource(String path) throws Exception {
        try (InputStream in = Objects.requireNonNull(IndexUseIT.class.getResourceAsStream(path))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
