package io.millrace.ingest.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.local.stack.PostgresServer;
import io.millrace.local.stack.Stack;
import io.millrace.local.stack.Stacks;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A database, a topic and relays of its own on a stack, the shared one unless named. What the outbox holds is what must arrive. */
final class RelayScene implements AutoCloseable {
    /** What the topic takes: Kafka's own default, whatever the broker's. */
    static final int LARGEST_RECORD = 1_048_588;

    static final int PARTITIONS = 3;
    static final Duration BOUND = Duration.ofMinutes(3);

    final Stack stack;
    final String slot = "relay_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    final TopicNames topics = new TopicNames("it-" + slot.substring(6));
    final String aggregate = "chunks.col_" + slot;
    final String topic = topics.ofAggregate(aggregate);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final String database;
    private final List<OutboxRelay> relays = new ArrayList<>();
    private final Map<Integer, Long> versions = new HashMap<>();

    RelayScene() throws SQLException {
        this(Stacks.shared(), TemplateDatabase.copy());
    }

    /** @param database that is migrated, with the roles' password that copies of the template have */
    RelayScene(Stack stack, String database) {
        this.stack = stack;
        this.database = database;
        createTopic();
    }

    void createTopic() {
        try (Admin admin = Admin.create(stack.kafka().clientProperties())) {
            new TopicProvisioner(admin, Optional.empty())
                    .ensure(List.of(new TopicSpec(
                            topic,
                            PARTITIONS,
                            Map.of(
                                    "cleanup.policy",
                                    "compact",
                                    "max.message.bytes",
                                    Integer.toString(LARGEST_RECORD)))));
        }
    }

    void deleteTopic() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(stack.kafka().clientProperties())) {
            admin.deleteTopics(List.of(topic)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(topic));
        }
    }

    Map<String, String> settings() {
        return new HashMap<>(Map.ofEntries(
                Map.entry("millrace.relay.slot-name", slot),
                Map.entry("millrace.relay.heartbeat-interval", "300ms"),
                Map.entry("millrace.relay.stall-timeout", "20s"),
                Map.entry("millrace.relay.standby-interval", "100ms"),
                Map.entry("millrace.relay.delivery-timeout", "6s"),
                Map.entry("millrace.relay.min-backoff", "50ms"),
                Map.entry("millrace.relay.max-backoff", "500ms"),
                Map.entry("millrace.relay.max-batch-size", "100"),
                Map.entry("millrace.relay.max-queue-size", "400")));
    }

    OutboxRelay startRelay() {
        return startRelay(settings());
    }

    OutboxRelay startRelay(Map<String, String> settings) {
        return startRelay(settings, endpoint());
    }

    OutboxRelay startRelay(Map<String, String> settings, PostgresEndpoint endpoint) {
        OutboxRelay relay = new OutboxRelay(
                RelayProperties.of(settings), endpoint, stack.kafka().clientProperties(), topics, meters);
        relays.add(relay);
        relay.start();
        return relay;
    }

    PostgresEndpoint endpoint() {
        return PostgresEndpoint.of(
                stack.postgres().jdbcUrl(database), DatabaseRole.RELAY.roleName(), TemplateDatabase.PASSWORD);
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(BOUND).pollInterval(Duration.ofMillis(20));
    }

    static void awaitStreaming(OutboxRelay relay) {
        await().until(() -> relay.state() instanceof RelayState.Streaming);
    }

    double repairs(RepairReason reason) {
        return meters.counter("millrace.relay.repairs", "reason", reason.name()).count();
    }

    Connection ingest() throws SQLException {
        return DriverManager.getConnection(
                stack.postgres().jdbcUrl(database), DatabaseRole.INGEST.roleName(), TemplateDatabase.PASSWORD);
    }

    void admin(String sql) throws SQLException {
        try (Connection connection = adminConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String adminValue(String sql) throws SQLException {
        try (Connection connection = adminConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private Connection adminConnection() throws SQLException {
        PostgresServer server = stack.postgres();
        return DriverManager.getConnection(server.jdbcUrl(database), server.adminUser(), server.adminPassword());
    }

    void awaitSlotFree() {
        await().until(() -> adminValue(
                        "SELECT count(*) FROM pg_replication_slots WHERE active AND slot_name = '" + slot + "'")
                .equals("0"));
    }

    /** One transaction: a new version of each of the document's chunks. */
    void commit(int document, int chunks) throws SQLException {
        try (Connection connection = ingest()) {
            commit(connection, document, chunks);
        }
    }

    void commit(Connection connection, int document, int chunks) throws SQLException {
        connection.setAutoCommit(false);
        long version = versions.merge(document, 1L, Long::sum);
        for (int chunk = 0; chunk < chunks; chunk++) {
            insert(
                    connection,
                    document,
                    new UUID(document, chunk),
                    version,
                    ("v" + version).getBytes(StandardCharsets.UTF_8));
        }
        connection.commit();
    }

    /** The role that writes may not read: the id is asked for before. */
    String insert(Connection connection, int document, UUID key, long version, byte @Nullable [] payload)
            throws SQLException {
        UUID id = newId(connection);
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO outbox (aggregatetype, aggregateid, type, payload, partition, document_id, version, traceparent, id)
                VALUES (?, uuid_send(?), ?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setString(1, aggregate);
            insert.setObject(2, key);
            insert.setString(3, payload == null ? "delete" : "upsert");
            insert.setBytes(4, payload);
            insert.setInt(5, document % PARTITIONS);
            insert.setObject(6, new UUID(0, document));
            insert.setLong(7, version);
            insert.setString(8, document % 2 == 0 ? null : "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            insert.setObject(9, id);
            insert.executeUpdate();
        }
        return id.toString();
    }

    private static UUID newId(Connection connection) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT uuidv7()")) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    /** What the outbox holds for this scene's topic, in commit order per document. */
    List<CommittedRow> outbox() throws SQLException {
        List<CommittedRow> rows = new ArrayList<>();
        try (Connection connection = adminConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, document_id, encode(aggregateid, 'hex') FROM millrace.outbox WHERE aggregatetype = ? ORDER BY version, id")) {
            select.setString(1, aggregate);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new CommittedRow(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return rows;
    }

    /**
     * Every committed row is in the topic; per document they came in commit order, for whoever takes each row's first
     * delivery; and what stays of a key after compaction is its newest row.
     */
    void everyRowArrivesInOrder() throws SQLException {
        Map<String, List<String>> byDocument = new LinkedHashMap<>();
        Map<String, String> newest = new HashMap<>();
        for (CommittedRow row : outbox()) {
            byDocument.computeIfAbsent(row.document(), any -> new ArrayList<>()).add(row.id());
            newest.put(row.key(), row.id());
        }
        try (TopicReader reader = reader()) {
            await().untilAsserted(() -> {
                reader.poll();
                byDocument.forEach((document, ids) -> assertThat(reader.idsOf(document))
                        .as("rows of document %s", document)
                        .containsExactlyElementsOf(ids));
                assertThat(reader.lastIdOfKey()).isEqualTo(newest);
            });
        }
    }

    TopicReader reader() {
        return new TopicReader(stack.kafka().clientProperties(), topic);
    }

    @Override
    public void close() {
        stack.postgres().start();
        stack.kafka().start();
        relays.forEach(OutboxRelay::close);
        await().ignoreExceptions()
                .untilAsserted(() -> admin("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                        + " WHERE slot_name = '" + slot + "'"));
    }

    record CommittedRow(String id, String document, String key) {}
}
