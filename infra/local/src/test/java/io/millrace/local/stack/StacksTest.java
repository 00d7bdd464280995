package io.millrace.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.process.FileTree;
import io.millrace.local.process.LocalProcessException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

class StacksTest {
    @Test
    void anUnknownProviderIsNamedInTheFailure() {
        String before = System.getProperty("millrace.stack", "");
        System.setProperty("millrace.stack", "balloon");
        try {
            assertThatThrownBy(() -> Stacks.start(Path.of(".")))
                    .isInstanceOf(LocalProcessException.class)
                    .hasMessageContaining("'balloon'")
                    .hasMessageContaining("local");
        } finally {
            if (before.isEmpty()) {
                System.clearProperty("millrace.stack");
            } else {
                System.setProperty("millrace.stack", before);
            }
        }
    }

    @Test
    void foldersOfDeadJvmsAreRemovedAndThoseOfLivingOnesKept() throws Exception {
        Path abandoned = Files.createTempDirectory("millrace-stack-");
        Files.createFile(abandoned.resolve("lock"));
        Path beingCreated = Files.createTempDirectory("millrace-stack-");
        Path held = Files.createTempDirectory("millrace-stack-");
        try (FileChannel lock =
                FileChannel.open(held.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            try (ScratchFolder mine = ScratchFolder.create()) {
                assertThat(mine.path()).isDirectory();
                assertThat(abandoned).doesNotExist();
                assertThat(beingCreated).exists();
                assertThat(held).exists();
            }
        } finally {
            FileTree.delete(held);
            FileTree.delete(beingCreated);
        }
    }

    @Test
    void generatedKeysHaveTheDocumentedForm() {
        assertThat(Secrets.apiKey())
                .matches("mr_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
                .isNotEqualTo(Secrets.apiKey());
    }
}
