package io.millrace.schemas.topic;

import io.millrace.schemas.id.VectorStoreName;
import java.util.regex.Pattern;

/**
 * The names of all topics, under one prefix.
 *
 * @param prefix {@code millrace} unless several installations share a Kafka cluster
 */
public record TopicNames(String prefix) {

    public static final String DEFAULT_PREFIX = "millrace";

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9-]{0,63}");

    public TopicNames {
        if (!LEGAL.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "millrace.topics.prefix must be 1 to 64 letters, digits and '-', not '" + prefix + "'");
        }
    }

    /** What producers publish. */
    public String documents() {
        return prefix + ".documents";
    }

    /** Collection specs, compacted. */
    public String collections() {
        return prefix + ".collections";
    }

    /** The relay's watermark, compacted. */
    public String relay() {
        return prefix + ".relay";
    }

    /** The change events of one collection, compacted. */
    public String chunks(VectorStoreName store) {
        return ofAggregate(aggregateOfChunks(store));
    }

    /** The topic of an outbox row, from its aggregatetype. */
    public String ofAggregate(String aggregateType) {
        return prefix + "." + aggregateType;
    }

    /** The outbox aggregatetype of a collection's change events. */
    public static String aggregateOfChunks(VectorStoreName store) {
        return "chunks." + store.value();
    }

    /** The outbox aggregatetype of collection specs. */
    public static String aggregateOfCollections() {
        return "collections";
    }

    /** All topics of change events, as a regular expression for a subscription. */
    public Pattern allChunks() {
        return Pattern.compile(Pattern.quote(prefix + ".chunks.") + "col_[0-9a-f_]{36}");
    }

    /** The ingest-worker's consumer group. */
    public String ingestGroup() {
        return prefix + "-ingest";
    }

    /** The sync-worker's consumer group. */
    public String syncGroup() {
        return prefix + "-sync";
    }

    /** Where the records of a topic go that can never be applied. */
    public static String deadLetters(String topic) {
        return topic + "-dlt";
    }
}
