package io.millrace.sync.erasure;

import io.millrace.sync.connection.InvalidSettingsException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How erasures run.
 *
 * @param poll how often a worker looks for an erasure that is due
 * @param recheck the pause between two passes of one that only waits
 * @param lease how long a pass may be silent before another worker takes it up
 * @param settle how long a credential, or a search that is not logged yet, may outlive its user: nothing is called erased before
 * @param rewriteLimit tables of at most so many bytes are rewritten, which keeps writers out meanwhile
 */
public record ErasureSettings(Duration poll, Duration recheck, Duration lease, Duration settle, long rewriteLimit) {

    public static final ErasureSettings DEFAULT = new ErasureSettings(
            Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofSeconds(15), 64L << 20);

    public ErasureSettings {
        for (Duration duration : new Duration[] {poll, recheck, lease, settle}) {
            if (duration.isNegative() || duration.isZero()) {
                throw new InvalidSettingsException("The durations of MILLRACE_ERASURE_… must be above zero.");
            }
        }
        if (rewriteLimit < 0) {
            throw new InvalidSettingsException("MILLRACE_ERASURE_REWRITE_LIMIT must be a number of bytes, 0 or more.");
        }
    }

    /**
     * Reads environment variables; durations as ISO 8601 writes them, such as PT1M.
     *
     * @throws InvalidSettingsException with one sentence that names the variable that is wrong
     */
    public static ErasureSettings from(Function<String, @Nullable String> variable) {
        return new ErasureSettings(
                duration(variable, "MILLRACE_ERASURE_POLL", DEFAULT.poll),
                duration(variable, "MILLRACE_ERASURE_RECHECK", DEFAULT.recheck),
                duration(variable, "MILLRACE_ERASURE_LEASE", DEFAULT.lease),
                duration(variable, "MILLRACE_ERASURE_SETTLE", DEFAULT.settle),
                bytes(variable, "MILLRACE_ERASURE_REWRITE_LIMIT", DEFAULT.rewriteLimit));
    }

    private static Duration duration(Function<String, @Nullable String> variable, String name, Duration fallback) {
        String text = variable.apply(name);
        try {
            return text == null || text.isBlank() ? fallback : Duration.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new InvalidSettingsException(name + " must be a duration such as PT1M, not '" + text + "'.");
        }
    }

    private static long bytes(Function<String, @Nullable String> variable, String name, long fallback) {
        String text = variable.apply(name);
        try {
            return text == null || text.isBlank() ? fallback : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new InvalidSettingsException(name + " must be a number of bytes, not '" + text + "'.");
        }
    }
}
