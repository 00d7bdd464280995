package io.millrace.local.demo;

import static io.millrace.local.demo.Answers.hit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class HitComparisonTest {
    private static final Answer BEFORE = Answers.of("spring", hit(1, "a", 0.9), hit(2, "b", 0.8));

    @Test
    void sameChunksInTheSameOrderAreTheSameHits() {
        Answer after = Answers.of("spring", hit(1, "a", 0.9000003), hit(2, "b", 0.8));

        HitComparison comparison = HitComparison.require(List.of(BEFORE, BEFORE), List.of(BEFORE, after));

        assertThat(comparison.queries()).isEqualTo(2);
        assertThat(comparison.hits()).isEqualTo(4);
        assertThat(comparison.largestScoreDifference()).isCloseTo(3e-7, within(1e-12));
    }

    @Test
    void anotherOrderIsADifference() {
        Answer after = Answers.of("spring", hit(1, "b", 0.9), hit(2, "a", 0.8));

        assertDiffers(after, "The query \"spring\" found chunk a at rank 1 before, and chunk b after.");
    }

    @Test
    void aHitThatIsMissingOrNewIsADifference() {
        assertDiffers(Answers.of("spring", hit(1, "a", 0.9)), "The query \"spring\" had 2 hits before and 1 after.");
        assertDiffers(
                Answers.of("spring", hit(1, "a", 0.9), hit(2, "b", 0.8), hit(3, "c", 0.7)),
                "The query \"spring\" had 2 hits before and 3 after.");
    }

    @Test
    void aScoreOutsideTheToleranceIsADifference() {
        assertDiffers(
                Answers.of("spring", hit(1, "a", 0.900002), hit(2, "b", 0.8)),
                "The query \"spring\" gave chunk a a score of 0.90000000 before, and of 0.90000200 after.");
    }

    @Test
    void aScoreThatIsNoNumberIsADifference() {
        assertDiffers(
                Answers.of("spring", hit(1, "a", Double.NaN), hit(2, "b", 0.8)),
                "The query \"spring\" gave chunk a a score of 0.90000000 before, and of NaN after.");
    }

    @Test
    void nothingProvesNothing() {
        assertThatThrownBy(() -> HitComparison.require(List.of(), List.of()))
                .isInstanceOf(DemoFailedException.class)
                .hasMessage("There were no hits to compare.");
        assertThatThrownBy(() -> HitComparison.require(List.of(BEFORE), List.of()))
                .isInstanceOf(DemoFailedException.class);
    }

    private static void assertDiffers(Answer after, String sentence) {
        assertThatThrownBy(() -> HitComparison.require(List.of(BEFORE), List.of(after)))
                .isInstanceOf(DemoFailedException.class)
                .hasMessage(sentence);
    }
}
