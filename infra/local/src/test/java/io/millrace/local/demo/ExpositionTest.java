package io.millrace.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final Exposition METRICS = new Exposition("""
            # HELP chunks_total Chunks
            # TYPE chunks_total counter
            chunks_total{action="sent",collection="a b"} 12.0
            chunks_total{collection="c",action="sent"} 3.0
            chunks_total{action="resent"} 40.0
            chunks_total_more{action="sent"} 100.0
            plain_total 7.0
            """);

    @Test
    void seriesOfAMetricAreSummed() {
        assertThat(METRICS.sum("chunks_total")).hasValue(55);
        assertThat(METRICS.sum("plain_total")).hasValue(7);
    }

    @Test
    void onlySeriesWithTheLabelCount() {
        assertThat(METRICS.sum("chunks_total", "action=\"sent\"")).hasValue(15);
    }

    @Test
    void whatIsNotCountedIsNotZero() {
        assertThat(METRICS.sum("chunks")).isEmpty();
        assertThat(METRICS.sum("chunks_total", "action=\"embedded\"")).isEmpty();
    }
}
