package io.millrace.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.local.process.LocalProcessException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    @TempDir
    Path folder;

    @Test
    void chosenPortsDifferAndAreRemembered() {
        EnvFile file = new EnvFile(folder.resolve("ports.env"));
        Ports chosen = Ports.loadOrChoose(file);
        assertThat(chosen.ports().values()).doesNotHaveDuplicates().doesNotContain(chosen.kafkaController());
        assertThat(Ports.loadOrChoose(file)).isEqualTo(chosen);
    }

    @Test
    void aPortThatIsNoneIsReportedWithItsName() throws Exception {
        Path path = Files.writeString(folder.resolve("ports.env"), "POSTGRES_PORT='70000'\n");
        assertThatThrownBy(() -> Ports.load(new EnvFile(path)))
                .isInstanceOf(LocalProcessException.class)
                .hasMessageContaining("POSTGRES_PORT");
    }

    @Test
    void aShellReadsBackWhatAnEnvFileHolds() throws Exception {
        String nasty = "a'b \"c\" $HOME `id` \\ ;";
        Process shell = new ProcessBuilder("sh", "-c", "printf %s " + EnvFile.quote(nasty)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(nasty);
    }
}
