package io.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    @TempDir
    Path folder;

    @Test
    void childrenDieWhenTheirParentIsKilledWithSigkill() {
        ParentAndChild family = startFamily(Lifetime.TIED_TO_PARENT);

        family.parent.kill();

        await().atMost(Duration.ofSeconds(10)).until(() -> !family.child.isAlive());
    }

    @Test
    void detachedChildrenOutliveTheirParent() {
        ParentAndChild family = startFamily(Lifetime.DETACHED);
        try {
            family.parent.kill();
            // The reaper of the other test acts within milliseconds of the parent's death
            await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).until(family.child::isAlive);
        } finally {
            family.child.find().ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void exitCodeEnvironmentAndOutputAreSeen() {
        try (ChildProcess child = ChildProcess.start(
                List.of("sh", "-c", "echo \"$GREETING\"; echo oops >&2; exit 7"),
                Map.of("GREETING", "hello", "HOME", ""),
                folder.resolve("logs/child.log"),
                Lifetime.TIED_TO_PARENT)) {
            assertThat(child.awaitExit(Duration.ofSeconds(10))).isTrue();
            assertThat(child.exitCode()).hasValue(7);
            assertThat(child.logs()).isEqualTo("hello\noops\n");
            assertThat(child.lastLogLine()).isEqualTo("oops");
        }
    }

    @Test
    void aKilledChildReportsItsSignal() {
        try (ChildProcess child = ChildProcess.start(
                List.of("sleep", "60"), Map.of(), folder.resolve("child.log"), Lifetime.TIED_TO_PARENT)) {
            assertThat(child.exitCode()).isEmpty();
            child.kill();
            assertThat(child.exitCode()).hasValue(128 + 9);
        }
    }

    @Test
    void aServerThatEndsWhileItStartsIsReportedWithItsLastWords() {
        ServerProcess server = new ServerProcess(
                "Server", folder.resolve("pid"), folder.resolve("log"), Lifetime.TIED_TO_PARENT, Signal.TERM);
        server.start(List.of("sh", "-c", "echo no room left; exit 1"), Map.of());
        assertThatThrownBy(() -> server.awaitReady(Duration.ofSeconds(10), () -> false))
                .isInstanceOf(LocalProcessException.class)
                .hasMessageContaining("Server ended while it started: no room left");
    }

    private ParentAndChild startFamily(Lifetime lifetime) {
        Path pidFile = folder.resolve("child.pid");
        ChildProcess parent = JavaCommand.mainClass(ParentMain.class.getName())
                .withJvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .withArguments(pidFile.toString(), lifetime.name())
                .start(folder.resolve("parent.log"), Lifetime.TIED_TO_PARENT);
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(pidFile));
        ProcessIdentity child = new PidFile(pidFile).read().orElseThrow();
        assertThat(child.isAlive()).isTrue();
        return new ParentAndChild(parent, child);
    }

    private record ParentAndChild(ChildProcess parent, ProcessIdentity child) {}

    /** A JVM that has one child and waits for ever. */
    static final class ParentMain {
        public static void main(String[] arguments) throws InterruptedException {
            Path pidFile = Path.of(arguments[0]);
            ChildProcess child = ChildProcess.start(
                    List.of("sleep", "60"),
                    Map.of(),
                    pidFile.resolveSibling("child.log"),
                    Lifetime.valueOf(arguments[1]));
            new PidFile(pidFile).write(child.identity());
            Thread.currentThread().join();
        }
    }
}
