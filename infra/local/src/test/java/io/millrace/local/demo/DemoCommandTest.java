package io.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void wrongUsageIsExitCode2() {
        assertThat(execute("--nonsense")).isEqualTo(2);
        assertThat(execute("extra")).isEqualTo(2);
    }

    @Test
    void aFolderWithoutTheCorpusIsOneSentence(@TempDir Path home) {
        assertThat(execute("--home", home.toString())).isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly("There is no sample corpus in " + home.resolve("docs/sample-corpus")
                        + ": name the folder of the sources with --home.");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void helpListsTheExitCodes() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:").contains("130");
    }

    private int execute(String... arguments) {
        return new CommandLine(new DemoCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
