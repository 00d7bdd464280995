package io.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    @TempDir
    private Path parent;

    private final List<Path> endedStates = new ArrayList<>();

    @Test
    void aFolderWhoseDemoWasKilledIsEndedAndRemovedByTheNextOne() throws IOException {
        DemoFolder killed = DemoFolder.create(parent, endedStates::add);
        Files.createDirectories(killed.state());
        killed.lock().close();

        DemoFolder next = DemoFolder.create(parent, endedStates::add);

        assertThat(endedStates).containsExactly(killed.state());
        assertThat(killed.path()).doesNotExist();
        next.remove();
        assertThat(next.path()).doesNotExist();
    }

    @Test
    void aFolderThatIsHeldOrKeptIsLeftAlone() throws IOException {
        DemoFolder held = DemoFolder.create(parent, endedStates::add);
        DemoFolder kept = DemoFolder.create(parent, endedStates::add);
        kept.keep();

        try (var _ = DemoFolder.create(parent, endedStates::add).lock()) {
            assertThat(held.path()).exists();
            assertThat(kept.path()).exists();
            assertThat(endedStates).isEmpty();
        }
        held.remove();
        assertThat(held.path()).doesNotExist();
    }

    @Test
    void onlyLogsAreLeftOfAFailure() throws IOException {
        DemoFolder folder = DemoFolder.create(parent, endedStates::add);
        Path log = Files.createDirectories(folder.state().resolve("logs")).resolve("kafka.log");
        Files.writeString(log, "line");
        Files.writeString(folder.state().resolve("credentials.env"), "secret");

        assertThat(folder.removeAllButLogs()).isTrue();

        assertThat(folder.logs().resolve("kafka.log")).hasContent("line");
        assertThat(folder.state()).doesNotExist();
    }
}
