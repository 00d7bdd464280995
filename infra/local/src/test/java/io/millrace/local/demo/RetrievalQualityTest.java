package io.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RetrievalQualityTest {
    private static final Offset<Double> EXACT = within(1e-12);

    @Test
    void anArticleHasTheRankOfItsBestChunk() {
        // The first article has three chunks, so b.md is second
        RetrievalQuality quality =
                RetrievalQuality.of(List.of(relevant("b.md")), List.of(Answers.in("a.md", "a.md", "a.md", "b.md")));

        assertThat(quality.meanReciprocalRank()).isCloseTo(0.5, EXACT);
        assertThat(quality.recallAt3()).isCloseTo(1, EXACT);
    }

    @Test
    void recallCountsEachRelevantArticleAmongTheFirstThree() {
        RetrievalQuality quality = RetrievalQuality.of(
                List.of(relevant("a.md", "d.md")), List.of(Answers.in("a.md", "b.md", "c.md", "d.md")));

        assertThat(quality.recallAt3()).isCloseTo(0.5, EXACT);
        assertThat(quality.meanReciprocalRank()).isCloseTo(1, EXACT);
    }

    @Test
    void figuresAreAveragedOverTheQueries() {
        RetrievalQuality quality = RetrievalQuality.of(
                List.of(relevant("a.md"), relevant("x.md")), List.of(Answers.in("a.md"), Answers.in("a.md", "b.md")));

        assertThat(quality).isEqualTo(new RetrievalQuality(2, 0.5, 0.5));
    }

    private static JudgedQuery relevant(String... sources) {
        return new JudgedQuery("query", List.of(sources));
    }
}
