package io.millrace.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Our figure beside the raw limits of the same run.
 *
 * @param raw measured in the same unit; of several, the worst is the limit, since nothing that needs them all can be better
 */
public record Figure(String name, Unit unit, Sample ours, List<RawLimit> raw, Target target) {

    public Figure {
        raw = List.copyOf(raw);
    }

    /** The raw limit that the ratio is taken to. */
    public Optional<RawLimit> limit() {
        Comparator<RawLimit> byMedian =
                Comparator.comparingDouble(limit -> limit.sample().median());
        return unit.moreIsBetter() ? raw.stream().min(byMedian) : raw.stream().max(byMedian);
    }

    /** Our median over the limit's: for a rate the part of the limit that is reached, for a time how many times as long. */
    public OptionalDouble ratio() {
        return limit().stream()
                .mapToDouble(limit -> ours.median() / limit.sample().median())
                .findFirst();
    }

    /** Whether the target is met; empty when there is none, or nothing to compare with. */
    public Optional<Boolean> met() {
        return switch (target) {
            case Target.RatioAtLeast t ->
                ratio().stream().mapToObj(r -> r >= t.bound()).findFirst();
            case Target.RatioAtMost t ->
                ratio().stream().mapToObj(r -> r <= t.bound()).findFirst();
            case Target.AtMost t -> Optional.of(ours.median() <= t.bound());
            case Target.None n -> Optional.empty();
        };
    }
}
