package io.millrace.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSystemIT {
    @TempDir
    static Path folder;

    static Path state;
    static LocalSystem system;

    @BeforeAll
    static void up() throws IOException {
        state = folder.resolve("state");
        FakeHome.chooseQuietPorts(state);
        system = new LocalSystem(FakeHome.create(folder.resolve("home")), state);
        assertThat(system.up(false, LocalSystemIT::silent)).hasSize(6).allMatch(ComponentStatus::isUp);
    }

    @AfterAll
    static void down() {
        system.down(LocalSystemIT::silent);
        assertThat(system.status()).noneMatch(ComponentStatus::isUp);
        assertThat(system.purgeable())
                .extracting(item -> item.path().getFileName().toString())
                .contains("credentials.env", "postgres", "kafka");
        system.purge();
        assertThat(state).doesNotExist();
    }

    @Test
    void aSecondUpLeavesWhatRunsAlone() {
        Map<Component, Long> before = pids(system.status());
        List<String> lines = new CopyOnWriteArrayList<>();

        assertThat(pids(system.up(false, lines::add))).isEqualTo(before);

        assertThat(lines).hasSize(6).allMatch(line -> line.endsWith(": already running"));
    }

    @Test
    void theNextUpRestartsWhatDiedAndNothingElse() {
        Map<Component, Long> before = pids(system.status());
        ProcessHandle query =
                ProcessHandle.of(before.getOrDefault(Component.QUERY_API, 0L)).orElseThrow();
        query.destroyForcibly();
        query.onExit().join();
        assertThat(system.status())
                .filteredOn(status -> !status.isUp())
                .extracting(ComponentStatus::component)
                .containsExactly(Component.QUERY_API);

        Map<Component, Long> after = pids(system.up(false, LocalSystemIT::silent));

        assertThat(after.get(Component.QUERY_API)).isNotEqualTo(before.get(Component.QUERY_API));
        assertThat(after.get(Component.POSTGRES)).isEqualTo(before.get(Component.POSTGRES));
        assertThat(system.status()).allMatch(ComponentStatus::isUp);
    }

    @Test
    void dataAndCredentialsSurviveDownAndUp() throws SQLException {
        Map<String, String> before = system.clientEnvironment();
        execute("CREATE TABLE kept (n int)");
        execute("INSERT INTO kept VALUES (42)");

        system.down(LocalSystemIT::silent);
        assertThat(system.status()).allMatch(status -> status.pid() == 0);
        system.up(false, LocalSystemIT::silent);

        assertThat(system.clientEnvironment()).isEqualTo(before);
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT n FROM kept")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void eachApplicationIsGivenOnlyTheSecretsThatItNeeds() {
        Set<String> kafkaAndPostgres = Set.of(
                "MILLRACE_POSTGRES_URL",
                "MILLRACE_POSTGRES_DIRECT_URL",
                "MILLRACE_KAFKA_BOOTSTRAP_SERVERS",
                "MILLRACE_KAFKA_SECURITY_PROTOCOL",
                "MILLRACE_KAFKA_SASL_MECHANISM",
                "MILLRACE_KAFKA_SASL_JAAS_CONFIG");
        Set<String> application = with(kafkaAndPostgres, "SERVER_PORT", "SERVER_ADDRESS");
        assertThat(environment("ingest-worker").keySet())
                .isEqualTo(with(application, "MILLRACE_INGEST_PASSWORD", "MILLRACE_RELAY_PASSWORD"));
        assertThat(environment("sync-worker").keySet())
                .isEqualTo(
                        with(application, "MILLRACE_SYNC_PASSWORD", "MILLRACE_QDRANT_URL", "MILLRACE_QDRANT_API_KEY"));
        assertThat(environment("query-api").keySet())
                .isEqualTo(with(
                        application,
                        "MILLRACE_QUERY_PASSWORD",
                        "MILLRACE_QDRANT_URL",
                        "MILLRACE_QDRANT_API_KEY",
                        "MILLRACE_API_KEY"));
        assertThat(environment("migrate").keySet())
                .isEqualTo(with(
                        kafkaAndPostgres,
                        "MILLRACE_ADMIN_USER",
                        "MILLRACE_ADMIN_PASSWORD",
                        "MILLRACE_MIGRATE_PASSWORD",
                        "MILLRACE_INGEST_PASSWORD",
                        "MILLRACE_SYNC_PASSWORD",
                        "MILLRACE_QUERY_PASSWORD",
                        "MILLRACE_RELAY_PASSWORD",
                        "MILLRACE_API_KEY"));
        assertThat(environment("query-api").get("MILLRACE_QDRANT_API_KEY"))
                .as("the query API's key cannot write")
                .isNotEqualTo(environment("sync-worker").get("MILLRACE_QDRANT_API_KEY"));
        assertThat(environment("query-api").get("MILLRACE_API_KEY")).matches("mr_[0-9a-f]{12}_[A-Za-z0-9_-]{43}");
    }

    @Test
    void onlyTheirOwnerCanReadTheSecrets() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        for (String file : List.of("credentials.env", "client.env", "kafka/server.properties")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void noSecretIsOnACommandLine() {
        Map<String, String> client = system.clientEnvironment();
        List<String> commandLines = ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .toList();
        assertThat(commandLines).isNotEmpty();
        client.forEach((name, value) -> {
            if (name.endsWith("PASSWORD") || name.endsWith("KEY")) {
                assertThat(commandLines).as(name).noneMatch(line -> line.contains(value));
            }
        });
    }

    @Test
    void twoCommandsNeverWorkOnOneSystemAtOnce() throws IOException {
        try (var held = new StateFolder(state).lock()) {
            assertThat(held.isOpen()).isTrue();
            assertThatThrownBy(() -> system.up(false, LocalSystemIT::silent))
                    .isInstanceOf(LocalProcessException.class)
                    .hasMessageContaining("Another up or down is at work");
        }
    }

    @Test
    void aRunningSystemIsNeverPurged() {
        assertThatThrownBy(system::purge)
                .isInstanceOf(LocalProcessException.class)
                .hasMessageContaining("is still running: run down first");
    }

    private static void silent(String line) {}

    private static Map<Component, Long> pids(List<ComponentStatus> all) {
        return all.stream().collect(Collectors.toMap(ComponentStatus::component, ComponentStatus::pid));
    }

    private static Map<String, String> environment(String log) {
        return lastStart(log)
                .lines()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (first, again) -> again));
    }

    private static String lastStart(String log) {
        try {
            return Files.readString(state.resolve("logs/" + log + ".log"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect() throws SQLException {
        Map<String, String> client = system.clientEnvironment();
        return DriverManager.getConnection(
                client.getOrDefault("MILLRACE_POSTGRES_URL", ""),
                client.get("MILLRACE_ADMIN_USER"),
                client.get("MILLRACE_ADMIN_PASSWORD"));
    }
}
