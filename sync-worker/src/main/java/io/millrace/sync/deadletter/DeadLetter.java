package io.millrace.sync.deadletter;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that can never be applied.
 *
 * @param code stable; a metric tag and the header {@code millrace-error-code}
 * @param reason one sentence for an operator
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> record, String code, String reason) {}
