/**
 * The connection to Kafka: settings come in, one producer, one admin client and the topic names leave.
 */
@NullMarked
package io.millrace.query.broker;

import org.jspecify.annotations.NullMarked;
