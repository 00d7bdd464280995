package io.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
    @TempDir
    Path folder;

    @Test
    void aRecycledPidIsNeverKilled() {
        try (ChildProcess innocent = sleeper()) {
            // What a pid file holds when its server died and the kernel gave the pid to somebody else
            Path pidFile = folder.resolve("server.pid");
            new PidFile(pidFile).write(new ProcessIdentity(innocent.pid(), "another boot/1"));
            ServerProcess server =
                    new ServerProcess("Server", pidFile, folder.resolve("log"), Lifetime.DETACHED, Signal.TERM);

            assertThat(server.isRunning()).isFalse();
            server.stop(Duration.ofSeconds(1));
            server.kill();

            assertThat(innocent.isAlive()).isTrue();
        }
    }

    @Test
    void aLaterReaderOfThePidFileFindsTheSameProcess() {
        try (ChildProcess child = sleeper()) {
            PidFile file = new PidFile(folder.resolve("server.pid"));
            file.write(child.identity());
            assertThat(file.read()).contains(child.identity());
            assertThat(file.read().orElseThrow().find().orElseThrow().pid()).isEqualTo(child.pid());

            child.kill();
            assertThat(file.read().orElseThrow().isAlive()).isFalse();
        }
    }

    @Test
    void aPidFileThatMakesNoSenseIsNoProcess() throws Exception {
        Path path = Files.writeString(folder.resolve("server.pid"), "rubbish\nmore\n");
        assertThat(new PidFile(path).read()).isEmpty();
        assertThat(new PidFile(folder.resolve("missing.pid")).read()).isEmpty();
    }

    private ChildProcess sleeper() {
        return ChildProcess.start(
                List.of("sleep", "60"), Map.of(), folder.resolve("sleep.log"), Lifetime.TIED_TO_PARENT);
    }
}
