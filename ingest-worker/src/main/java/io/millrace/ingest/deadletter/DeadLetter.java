package io.millrace.ingest.deadletter;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that can never be applied.
 *
 * @param code stable
 * @param cause its message is one sentence for whoever published the record
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> record, String code, RuntimeException cause) {}
