package io.millrace.ingest.relay;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * How the relay runs.
 *
 * @param enabled whether this process relays at all, or waits to
 * @param slotName of the replication slot; also the watermark's key and what instances compete for
 * @param publication that holds the outbox; made by the schema's migrations
 * @param password of the database role {@code millrace_relay}
 * @param retention how long sent outbox rows are kept, for a repair to read
 * @param gapRepairMargin how far before the watermark a repair begins; longer than any transaction that writes the outbox
 * @param maxBatchSize most rows that are sent, acknowledged and marked at once
 * @param batchInterval the least time from one batch to the next: what rows that follow others wait at most
 * @param maxQueueSize most rows that are decoded ahead
 * @param pollInterval the decoder's pause when nothing comes: the latency of an idle outbox, paid for in wake-ups
 * @param heartbeatInterval how often a message is written to the WAL, so that the slot moves in a database whose outbox rests
 * @param stallTimeout how long the engine may be silent, at its start too, before it is ended; above three heartbeats
 * @param standbyInterval how often a standby tries to become the leader
 * @param deliveryTimeout how long Kafka may take to acknowledge a batch
 * @param maintenanceInterval how often outbox partitions are made and dropped
 * @param minBackoff the first pause after a failure
 * @param maxBackoff the longest pause after failures
 */
@ConfigurationProperties("millrace.relay")
public record RelayProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("millrace_relay") String slotName,
        @DefaultValue("millrace_outbox") String publication,
        @DefaultValue("") String password,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("1h") Duration gapRepairMargin,
        @DefaultValue("1024") int maxBatchSize,
        @DefaultValue("20ms") Duration batchInterval,
        @DefaultValue("8192") int maxQueueSize,
        @DefaultValue("2ms") Duration pollInterval,
        @DefaultValue("10s") Duration heartbeatInterval,
        @DefaultValue("45s") Duration stallTimeout,
        @DefaultValue("1s") Duration standbyInterval,
        @DefaultValue("30s") Duration deliveryTimeout,
        @DefaultValue("1h") Duration maintenanceInterval,
        @DefaultValue("200ms") Duration minBackoff,
        @DefaultValue("30s") Duration maxBackoff) {

    /** Source: PostgreSQL 18 manual, "Replication Slots": lower-case letters, digits and '_'. */
    private static final Pattern SLOT_NAME = Pattern.compile("[a-z0-9_]{1,63}");

    public RelayProperties {
        require(SLOT_NAME.matcher(slotName).matches(), "slot-name", "1 to 63 lower-case letters, digits and '_'");
        require(!publication.isBlank(), "publication", "the name of a publication");
        require(maxBatchSize > 0, "max-batch-size", "at least 1");
        require(!batchInterval.isNegative(), "batch-interval", "zero or more");
        require(maxQueueSize > maxBatchSize, "max-queue-size", "above max-batch-size");
        require(pollInterval.toMillis() > 0, "poll-interval", "at least 1ms");
        require(heartbeatInterval.toMillis() > 0, "heartbeat-interval", "at least 1ms");
        require(
                stallTimeout.compareTo(heartbeatInterval.multipliedBy(3)) > 0,
                "stall-timeout",
                "above three heartbeats");
        require(!gapRepairMargin.isNegative(), "gap-repair-margin", "zero or more");
        require(retention.compareTo(gapRepairMargin) > 0, "retention", "above gap-repair-margin");
        require(!minBackoff.isNegative() && !minBackoff.isZero(), "min-backoff", "above zero");
        require(maxBackoff.compareTo(minBackoff) >= 0, "max-backoff", "at least min-backoff");
    }

    /**
     * For those who run a relay without Spring.
     *
     * @param settings by full name, {@code millrace.relay.slot-name} for one; the others have their defaults
     */
    public static RelayProperties of(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("millrace.relay", RelayProperties.class);
    }

    private static void require(boolean holds, String property, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("millrace.relay." + property + " must be " + wanted);
        }
    }

    @Override
    public String toString() {
        return "RelayProperties[slotName=" + slotName + ", publication=" + publication + ", password=***]";
    }
}
