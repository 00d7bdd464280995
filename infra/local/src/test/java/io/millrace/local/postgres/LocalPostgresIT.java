package io.millrace.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LoopbackPorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {
    @TempDir
    Path folder;

    @Test
    void startsAlthoughTheCrashedServersPidNowBelongsToAnotherProcess() throws Exception {
        LocalPostgres postgres = new LocalPostgres(properties(Map.of("fsync", "off")));
        try {
            postgres.start();
            postgres.kill();
            Path lock = folder.resolve("postgres/data/postmaster.pid");
            String[] lines = Files.readString(lock).split("\n", 2);
            Files.writeString(lock, ProcessHandle.current().pid() + "\n" + lines[1]);

            postgres.start();

            assertThat(postgres.answers()).isTrue();
        } finally {
            postgres.kill();
        }
    }

    @Test
    void aWrongSettingIsReportedInOneSentence() {
        LocalPostgres postgres = new LocalPostgres(properties(Map.of("fsync", "off", "shared_buffers", "lots")));
        assertThatThrownBy(postgres::start)
                .isInstanceOf(LocalProcessException.class)
                .hasMessageContaining("PostgreSQL ended while it started")
                .hasMessageNotContaining("\n");
        assertThat(postgres.isRunning()).isFalse();
    }

    @Test
    void aFolderThatIsNoDataDirectoryIsLeftAlone() throws Exception {
        Path data = Files.createDirectories(folder.resolve("postgres/data"));
        Files.writeString(data.resolve("thesis.txt"), "precious");
        assertThatThrownBy(() -> new LocalPostgres(properties(Map.of())).start())
                .isInstanceOf(LocalProcessException.class)
                .hasMessageContaining("is not a PostgreSQL data directory");
        assertThat(data.resolve("thesis.txt")).hasContent("precious");
    }

    @Test
    @EnabledIf("isRoot")
    void runsForRootWhereUserNamespacesAreForbidden() throws Exception {
        LocalPostgres postgres = new LocalPostgres(properties(Map.of("fsync", "off")), Unprivileged.SET_PRIVILEGES);
        try {
            postgres.start();
            postgres.kill();
            postgres.start();
            try (Connection connection = DriverManager.getConnection(
                            postgres.jdbcUrl("postgres"), LocalPostgres.SUPERUSER, "secret");
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT 1")) {
                assertThat(row.next()).isTrue();
            }
        } finally {
            postgres.kill();
        }
    }

    static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private PostgresProperties properties(Map<String, String> settings) {
        return new PostgresProperties(
                folder.resolve("postgres"),
                folder.resolve("postgres.log"),
                LoopbackPorts.any(),
                "secret",
                settings,
                Lifetime.TIED_TO_PARENT,
                Duration.ofSeconds(60));
    }
}
