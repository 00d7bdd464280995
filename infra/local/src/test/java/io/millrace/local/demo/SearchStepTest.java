package io.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchStepTest {
    private static final int QUERIES = 40;
    private static final JudgedQuery QUERY = new JudgedQuery("Why a spring?", List.of("05.md"));
    private static final Hit HIT = new Hit(
            1,
            0.81234,
            "c",
            "05.md",
            "Actuators",
            "Series elastic actuators",
            "## Series elastic actuators\n\nA spring\nis"
                    + " put between the gearbox and the load, which makes it a force sensor.");

    @Test
    void hitsAreShownWithRankScoreHeadingAndOneLineOfText() {
        StringWriter out = new StringWriter();

        new SearchStep(console(out, 60))
                .run(
                        Collections.nCopies(QUERIES, QUERY),
                        Collections.nCopies(QUERIES, Answers.of("Why a spring?", HIT)));

        assertThat(out.toString().lines().limit(7))
                .containsExactly(
                        "",
                        "Search    4 of the corpus's 40 judged queries",
                        "",
                        "  Why a spring?",
                        "     1  0.812  Actuators › Series elastic actuators",
                        "               A spring is put between the gearbox and the …",
                        "        11.3 ms (embed 8.0, search 1.3, enrich and re-check 2.0); index up to date");
        assertThat(out.toString()).contains("  all 40          recall@3 1.000, MRR 1.000, judged by");
    }

    @Test
    void rowsAreWrappedUnderTheirLabel() {
        StringWriter out = new StringWriter();

        console(out, 40).row("verified", "as many chunks as there are points");

        assertThat(out.toString().lines())
                .containsExactly("  verified        as many chunks as", "                  there are points");
    }

    @Test
    void anInterruptedConsoleShowsSentencesOnly() {
        StringWriter out = new StringWriter();
        Console console = console(out, 60);

        console.silence();
        console.row("rebuilt", "nothing");
        console.progress("postgres: ready in 1.2 s");
        console.sentence("Interrupted.");

        assertThat(out.toString().lines()).containsExactly("Interrupted.");
    }

    private static Console console(StringWriter out, int width) {
        PrintWriter writer = new PrintWriter(out);
        return new Console(writer, writer, width);
    }
}
