/**
 * Kafka topics: their names, their partitions, their retention. Every application takes them from here.
 */
@NullMarked
package io.millrace.schemas.topic;

import org.jspecify.annotations.NullMarked;
