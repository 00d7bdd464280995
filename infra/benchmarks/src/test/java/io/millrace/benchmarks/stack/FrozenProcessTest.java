package io.millrace.benchmarks.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.BenchmarkException;
import io.millrace.benchmarks.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class FrozenProcessTest {

    @Test
    void isStoppedUntilItIsClosed() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            try (FrozenProcess _ = FrozenProcess.freeze(process.pid(), () -> "sleep has ended unexpectedly")) {
                assertThat(comesToStop(process, true)).isTrue();
            }
            assertThat(comesToStop(process, false)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void ofAProcessThatHasEndedIsRefused() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertThatThrownBy(() -> FrozenProcess.freeze(process.pid(), () -> "true has ended unexpectedly"))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("has ended unexpectedly");
    }

    /** A signal is on its way for a moment after it was sent. */
    private static boolean comesToStop(Process process, boolean stopped) {
        return Waiting.until(() -> isStopped(process) == stopped, Duration.ofMillis(1), Duration.ofSeconds(10));
    }

    /** By the letter after the program's name. */
    private static boolean isStopped(Process process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.startsWith("T", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
