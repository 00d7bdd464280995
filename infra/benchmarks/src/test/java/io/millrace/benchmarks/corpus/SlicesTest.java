package io.millrace.benchmarks.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Stopwatch;
import io.millrace.benchmarks.machine.CpuMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SlicesTest {

    @Test
    void everyItemIsWorkedOnOnceAndInOrder() throws Exception {
        List<Long> all = new ArrayList<>();
        Stopwatch watch = new Stopwatch(new CpuMeter(Map.of()));

        Slices.<Long>timed(45_000, n -> n, watch, all::addAll);

        assertThat(all)
                .containsExactlyElementsOf(LongStream.range(0, 45_000).boxed().toList());
        assertThat(watch.seconds()).isPositive();
    }
}
