package io.millrace.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void medianIsTheMiddleWhateverTheOrder() {
        assertThat(new Sample(List.of(9.0, 1.0, 5.0)).median()).isEqualTo(5.0);
        assertThat(new Sample(List.of(8.0, 2.0, 4.0, 6.0)).median()).isEqualTo(5.0);
    }

    @Test
    void sampleWithoutRoundsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Sample(List.of()));
    }

    @Test
    void rateIsComparedWithTheSlowerRawLimit() {
        Figure figure = new Figure(
                "outbox to topic",
                Unit.RECORDS_PER_SECOND,
                sample(40),
                List.of(new RawLimit("drain", sample(100)), new RawLimit("producer", sample(80))),
                new Target.RatioAtLeast(0.5));

        assertThat(figure.limit()).map(RawLimit::name).contains("producer");
        assertThat(figure.ratio()).hasValue(0.5);
        assertThat(figure.met()).contains(true);
    }

    @Test
    void timeIsComparedWithTheSlowerRawLimit() {
        Figure figure = new Figure(
                "p50",
                Unit.MILLISECONDS,
                sample(6),
                List.of(new RawLimit("one", sample(2)), new RawLimit("other", sample(3))),
                new Target.RatioAtMost(1.5));

        assertThat(figure.limit()).map(RawLimit::name).contains("other");
        assertThat(figure.ratio()).hasValue(2.0);
        assertThat(figure.met()).contains(false);
    }

    @Test
    void targetInTheUnitNeedsNoRawLimit() {
        Figure figure = new Figure("p50", Unit.MILLISECONDS, sample(151), List.of(), new Target.AtMost(150));

        assertThat(figure.ratio()).isEmpty();
        assertThat(figure.met()).contains(false);
    }

    private static Sample sample(double value) {
        return new Sample(List.of(value));
    }
}
