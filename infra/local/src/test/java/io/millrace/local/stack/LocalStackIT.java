package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackIT {
    @TempDir
    static Path folder;

    static Stack stack;

    @BeforeAll
    static void start() {
        stack = new LocalStackProvider().start(folder);
    }

    @AfterAll
    static void close() {
        stack.close();
        assertThat(stack.postgres().isRunning()).isFalse();
        assertThat(stack.kafka().isRunning()).isFalse();
        assertThat(stack.qdrant().isRunning()).isFalse();
    }

    @Test
    void postgresKeepsCommittedDataThroughKillNine() throws SQLException {
        PostgresServer postgres = stack.postgres();
        String database = postgres.createDatabase();
        try (Connection connection = connect(postgres.jdbcUrl(database), postgres.adminPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (n int)");
            statement.execute("INSERT INTO kept VALUES (42)");
        }

        postgres.kill();
        assertThat(postgres.isRunning()).isFalse();
        postgres.start();

        assertThat(query(postgres.jdbcUrl(database), "SELECT n FROM kept")).isEqualTo("42");
    }

    @Test
    void postgresIsReadyForLogicalReplicationAndSettingsCanBeChanged() throws SQLException {
        PostgresServer postgres = stack.postgres();
        assertThat(query(postgres.adminJdbcUrl(), "SHOW wal_level")).isEqualTo("logical");
        assertThat(query(postgres.adminJdbcUrl(), "SHOW server_version")).startsWith("18.");
        try (Connection connection = connect(postgres.adminJdbcUrl(), postgres.adminPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '3MB'");
        }
        postgres.stop();
        postgres.start();
        assertThat(query(postgres.adminJdbcUrl(), "SHOW max_slot_wal_keep_size"))
                .isEqualTo("3MB");
    }

    @Test
    void postgresRefusesAWrongPassword() {
        assertThatThrownBy(() -> connect(stack.postgres().adminJdbcUrl(), "wrong"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void kafkaKeepsAcknowledgedRecordsThroughKillNine() throws Exception {
        KafkaServer kafka = stack.kafka();
        try (Admin admin = Admin.create(kafka.clientProperties())) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
        try (var producer =
                new KafkaProducer<>(kafka.clientProperties(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("kept", "key", "value")).get(20, TimeUnit.SECONDS);
        }

        kafka.kill();
        assertThat(kafka.isRunning()).isFalse();
        kafka.start();

        try (var consumer =
                new KafkaConsumer<>(kafka.clientProperties(), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var records = consumer.poll(Duration.ofSeconds(20)).records(partition);
            assertThat(records)
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo("value"));
        }
    }

    @Test
    void kafkaRefusesAWrongPassword() {
        Map<String, Object> client = stack.kafka().clientProperties();
        client.compute(
                "sasl.jaas.config",
                (name, value) -> value.toString().replaceAll("password=\"[^\"]*\"", "password=\"wrong\""));
        try (Admin admin = Admin.create(client)) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void kafkaNeverCreatesATopicByChance() {
        try (Admin admin = Admin.create(stack.kafka().clientProperties())) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("never-created"))
                            .allTopicNames()
                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void qdrantServesAgainOnItsPortAfterKillNine() throws IOException {
        QdrantServer qdrant = stack.qdrant();
        int port = qdrant.grpcPort();
        qdrant.kill();
        assertThat(qdrant.isRunning()).isFalse();
        qdrant.start();
        assertThat(qdrant.url()).hasToString("http://127.0.0.1:" + port);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    private static Connection connect(String url, String password) throws SQLException {
        return DriverManager.getConnection(url, stack.postgres().adminUser(), password);
    }

    private static String query(String url, String sql) throws SQLException {
        try (Connection connection = connect(url, stack.postgres().adminPassword());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
