package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

    @ParameterizedTest
    @CsvSource({
        "--points=5,--points must be 1000",
        "--points=many,--points",
        "--dimension=100,--dimension must be 384 or 1024",
        "--rounds=0,--rounds must be",
        "--only=speed,speed",
        "--out=/no/such/folder/x.json,--out names a file",
        "--nonsense,--nonsense"
    })
    void wrongUsageIsOneSentenceAndCodeTwo(String option, String words) {
        StringWriter err = new StringWriter();
        CommandLine command = BenchCommand.commandLine().setErr(new PrintWriter(err, true));

        int code = command.execute(option);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(words).doesNotContain("Exception");
    }
}
