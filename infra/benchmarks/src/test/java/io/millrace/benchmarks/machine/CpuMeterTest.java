package io.millrace.benchmarks.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuMeterTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void busyThreadIsSeen() {
        CpuMeter meter = new CpuMeter(
                Map.of("this", () -> OptionalLong.of(ProcessHandle.current().pid()), "none", OptionalLong::empty));
        CpuMeter.Running running = meter.start();
        long end = System.nanoTime() + 300_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }

        CpuUse use = running.stop();

        assertThat(use.cores()).containsOnlyKeys("this");
        assertThat(use.cores().get("this")).isPositive();
        assertThat(use.machine()).isPositive();
    }

    @Test
    void meanIsWeightedByTime() {
        CpuUse mean = CpuUse.mean(
                List.of(new CpuUse(1, Map.of("a", 1.0), 1.0), new CpuUse(3, Map.of("a", 0.2, "b", 0.4), 2.0)));

        assertThat(mean.cores().get("a")).isCloseTo(0.4, within(1e-9));
        assertThat(mean.cores().get("b")).isCloseTo(0.3, within(1e-9));
        assertThat(mean.machine()).isCloseTo(1.75, within(1e-9));
        assertThat(mean.others()).isCloseTo(1.05, within(1e-9));
    }
}
