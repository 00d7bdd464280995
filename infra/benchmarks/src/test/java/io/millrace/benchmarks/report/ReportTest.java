package io.millrace.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.machine.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

    private static final Figure FIGURE = new Figure(
            "topic to searchable",
            Unit.POINTS_PER_SECOND,
            new Sample(List.of(600.0, 750.0, 700.0)),
            List.of(new RawLimit("bare client", new Sample(List.of(1000.0, 1100.0, 900.0)))),
            new Target.RatioAtLeast(0.75));

    private static final Report REPORT = new Report(
            Instant.parse("2026-01-02T03:04:05Z"),
            new Machine("a processor", 2, 4L << 30, "an OS", "a JVM", Map.of("Kafka", "4")),
            0.5,
            1.5,
            Map.of("points", "1000"),
            List.of(
                    BenchmarkResult.measured("sync", List.of(FIGURE), List.of("ours waits.")),
                    BenchmarkResult.failed("search", "there is no jar.")));

    @Test
    void jsonHoldsEveryRoundAndTheRatio() {
        JsonNode json = JsonMapper.shared().readTree(JsonReport.text(REPORT));

        JsonNode figure = json.at("/benchmarks/0/figures/0");
        assertThat(figure.at("/ours/rounds").size()).isEqualTo(3);
        assertThat(figure.at("/ours/median").asDouble()).isEqualTo(700);
        assertThat(figure.at("/raw/0/name").asString()).isEqualTo("bare client");
        assertThat(figure.at("/ratio").asDouble()).isEqualTo(0.7);
        assertThat(figure.at("/met").asBoolean()).isFalse();
        assertThat(json.at("/benchmarks/1/failure").asString()).isEqualTo("there is no jar.");
        assertThat(json.at("/machine/cores").asInt()).isEqualTo(2);
    }

    @Test
    void tableShowsOursRawRatioAndWhatIsMissed() {
        StringWriter text = new StringWriter();
        TableReport.print(REPORT, new PrintWriter(text));

        assertThat(text.toString().lines().filter(line -> line.startsWith("sync  ")))
                .singleElement()
                .asString()
                .contains("700", "600..750", "1,000 bare client", "0.70", ">= 0.75x", "MISSED");
        assertThat(text.toString()).contains("sync: ours waits.", "search FAILED: there is no jar.", "2 cores");
    }

    @Test
    void oneFailureFailsTheRun() {
        assertThat(REPORT.failed()).isTrue();
    }
}
