package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.process.ChildProcess;
import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.Lifetime;
import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.process.PidFile;
import io.millrace.local.process.ProcessIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LocalStackMainIT {
    @TempDir
    Path folder;

    @Test
    void ctrlCDuringUpEndsWhatItHadStarted() throws Exception {
        writePorts(LoopbackPorts.any());
        JavaCommand command = JavaCommand.mainClass(LocalStackMain.class.getName())
                .withJvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .withArguments("up", "--only=infra", "--state", folder.toString());
        // A build that runs in the background ignores SIGINT, and so would every process below it.
        List<String> interruptible = new ArrayList<>(List.of("perl", "-e", "$SIG{INT} = 'DEFAULT'; exec @ARGV"));
        interruptible.addAll(command.commandLine());
        try (ChildProcess up = ChildProcess.start(
                interruptible, command.environment(), folder.resolve("up.log"), Lifetime.TIED_TO_PARENT)) {
            List<PidFile> pidFiles = Stream.of("postgres/postgres.pid", "kafka/kafka.pid", "qdrant/qdrant.pid")
                    .map(path -> new PidFile(folder.resolve(path)))
                    .toList();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> pidFiles.stream().allMatch(file -> file.read().isPresent()));
            List<ProcessIdentity> started =
                    pidFiles.stream().map(file -> file.read().orElseThrow()).toList();

            new ProcessBuilder("sh", "-c", "kill -INT " + up.pid()).start().waitFor();

            assertThat(up.awaitExit(Duration.ofSeconds(60))).isTrue();
            assertThat(up.exitCode()).hasValue(128 + 2);
            assertThat(started).noneMatch(ProcessIdentity::isAlive);
        }
    }

    @Test
    void theExecutableJarStartsItsServersFromItself() throws Exception {
        writePorts(LoopbackPorts.any());
        try {
            assertThat(runJar("up", "--only=infra").exitCode()).hasValue(0);
            assertThat(runJar("status", "--json").logs())
                    .containsSubsequence("\"postgres\",\"state\":\"up\"", "\"kafka\",\"state\":\"up\"")
                    .contains("\"qdrant\",\"state\":\"up\"", "\"query-api\",\"state\":\"down\"");
        } finally {
            assertThat(runJar("down").exitCode()).hasValue(0);
        }
    }

    @Test
    void aTakenPortIsOneSentenceAndExitCodeOne() throws Exception {
        int port = LoopbackPorts.any();
        writePorts(port);
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Outcome outcome = run("up", "--only=infra", "--state", folder.toString());
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .startsWith("Port " + other.getLocalPort() + " of postgres is taken by another program")
                    .hasLineCount(1);
        }
    }

    @Test
    void corruptCredentialsAreOneSentenceAndExitCodeOne() throws Exception {
        writePorts(LoopbackPorts.any());
        Files.writeString(folder.resolve("credentials.env"), "MILLRACE_ADMIN_PASSWORD='half a fi");
        Outcome outcome = run("status", "--state", folder.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("credentials.env has a line that is not")
                .hasLineCount(1);
    }

    @Test
    void withoutASystemStatusIsDownAndPurgeFindsNothing() {
        String nowhere = folder.resolve("nowhere").toString();
        assertThat(run("status", "--state", nowhere).exitCode()).isEqualTo(3);
        assertThat(run("status", "--json", "--state", nowhere).out()).contains("\"state\":\"down\"");
        assertThat(run("down", "--state", nowhere).exitCode()).isZero();
        assertThat(run("down", "--purge", "--execute", "--state", nowhere).err())
                .contains("There is nothing to delete");
        assertThat(run("env", "--state", nowhere).err()).contains("run up first");
    }

    @Test
    void missingJarsAreReportedBeforeAnythingStarts() {
        Outcome outcome = run(
                "up",
                "--home",
                folder.toString(),
                "--state",
                folder.resolve("state").toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("There is no jar of ingest-worker").hasLineCount(1);
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"bogus", "up --only=everything", "down --execute", "qdrant --port x", "''"})
    void wrongUsageIsOneSentenceAndExitCodeTwo(String arguments) {
        Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("--help").hasLineCount(1);
    }

    private ChildProcess runJar(String... arguments) throws IOException {
        Path jar;
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            jar = files.filter(file -> file.getFileName().toString().matches("millrace-local-.*-exec\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("package first: no executable jar in target"));
        }
        try (ChildProcess verb = JavaCommand.jar(jar)
                .withJvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .withArguments(arguments)
                .withEnvironment(Map.of("MILLRACE_STATE_DIR", folder.toString()))
                .start(folder.resolve(arguments[0] + ".log"), Lifetime.TIED_TO_PARENT)) {
            assertThat(verb.awaitExit(Duration.ofMinutes(2)))
                    .as("%s ends", arguments[0])
                    .isTrue();
            return verb;
        }
    }

    private void writePorts(int postgres) throws IOException {
        StringBuilder ports = new StringBuilder("POSTGRES_PORT='" + postgres + "'\n");
        for (String name :
                List.of("KAFKA", "QDRANT", "INGEST_WORKER", "SYNC_WORKER", "QUERY_API", "KAFKA_CONTROLLER")) {
            ports.append(name).append("_PORT='").append(LoopbackPorts.any()).append("'\n");
        }
        Files.writeString(folder.resolve("ports.env"), ports);
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = LocalStackMain.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return new Outcome(command.execute(arguments), out.toString(), err.toString());
    }

    private record Outcome(int exitCode, String out, String err) {}
}
