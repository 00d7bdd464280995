package io.millrace.ingest.document;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How long a deleted document can be restored: {@code millrace.documents.retention.*}.
 *
 * @param period from the deletion, at least; default 30 days
 * @param interval between two runs of the purge; default 10 min
 * @param batchSize documents that a run purges at most; default 1000
 */
@ConfigurationProperties("millrace.documents.retention")
record RetentionProperties(
        @Nullable Duration period,
        @Nullable Duration interval,
        @Nullable Integer batchSize) {

    RetentionProperties {
        period = period == null ? Duration.ofDays(30) : period;
        interval = interval == null ? Duration.ofMinutes(10) : interval;
        batchSize = batchSize == null ? Integer.valueOf(1000) : batchSize;
        if (period.isNegative()) {
            throw new IllegalArgumentException(
                    "millrace.documents.retention.period must not be negative, but is " + period + ".");
        }
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "millrace.documents.retention.interval must be at least 1 ms, but is " + interval + ".");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException(
                    "millrace.documents.retention.batch-size must be at least 1, but is " + batchSize + ".");
        }
    }

    Duration retained() {
        return Objects.requireNonNull(period);
    }

    Duration pause() {
        return Objects.requireNonNull(interval);
    }

    int most() {
        return Objects.requireNonNull(batchSize);
    }
}
