package io.millrace.local.demo;

import io.millrace.local.demo.DemoReport.Searched;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Asks all judged queries, shows the answers of four and the quality of all. */
record SearchStep(Console console) {
    /** A user's words in none of which the article's own vocabulary occurs. */
    private static final int[] SHOWN = {11, 19, 25, 35};

    private static final int SHOWN_HITS = 3;

    Searched run(List<JudgedQuery> queries, List<Answer> answers) {
        console.heading("Search", SHOWN.length + " of the corpus's " + queries.size() + " judged queries");
        List<Answer> shown = Arrays.stream(SHOWN).mapToObj(answers::get).toList();
        shown.forEach(this::show);
        Searched searched = new Searched(shown, RetrievalQuality.of(queries, answers), medianMs(answers));
        console.line("");
        console.row(
                "all " + queries.size(),
                String.format(
                        Locale.ROOT,
                        "recall@3 %.3f, MRR %.3f, judged by article; median %.1f ms per search",
                        searched.quality().recallAt3(),
                        searched.quality().meanReciprocalRank(),
                        searched.medianMs()));
        return searched;
    }

    private void show(Answer answer) {
        console.line("");
        console.line("  " + answer.query());
        if (answer.hits().isEmpty()) {
            throw new DemoFailedException("The query \"" + answer.query() + "\" found nothing.");
        }
        answer.hits().stream().limit(SHOWN_HITS).forEach(this::show);
        console.line("        " + answer.timings() + "; " + answer.freshness());
    }

    private void show(Hit hit) {
        String place = String.format(Locale.ROOT, "   %3d  %.3f  ", hit.rank(), hit.score());
        int left = console.width() - place.length();
        console.line(place + Layout.clip(hit.heading(), left));
        console.line(" ".repeat(place.length()) + Layout.clip(hit.snippet(), left));
    }

    private static double medianMs(List<Answer> answers) {
        List<Double> sorted = answers.stream().map(Answer::totalMs).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
