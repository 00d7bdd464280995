package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conquer",
                "--unknown",
                "publish",
                "publish --collection c",
                "publish nothing-here --collection c",
                "publish nothing-here --collection c --delete-missing",
                "publish . --collection c --max-size 0",
                "publish . --collection c --max-size 100000000",
                "publish . --collection c --timeout -1",
                "migrate --timeout soon",
                "migrate --partitions 0"
            })
    void wrongUseIsOneSentenceAndExitCodeTwo(String line) {
        assertThat(execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(err.toString()).contains("--help").doesNotContain("Exception");
    }

    @Test
    void publishWithoutAnApiSaysWhatToDo(@TempDir Path folder) {
        assertThat(execute("publish", folder.toString(), "--collection", "c")).isEqualTo(1);
        assertThat(err.toString()).startsWith("MILLRACE_API_URL is not set").doesNotContain("\tat ");
    }

    @Test
    void helpListsTheExitCodes() {
        assertThat(execute("publish", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "3").contains("--delete-missing");
    }

    private int execute(String... args) {
        CommandLine commandLine = IngestWorkerMain.commandLine();
        commandLine.setErr(new PrintWriter(err, true)).setOut(new PrintWriter(out, true));
        return commandLine.execute(args);
    }
}
