package io.millrace.sync.listener;

import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a consumer group that gives every partition a handler and a thread of its own, and commits what the handlers
 * have applied. It outlives every failure of the broker: a broken session is followed by a new one.
 */
public final class PartitionedListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PartitionedListener.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Longer than the deadline of a call, shorter than the time in which the group expects the next poll. */
    private static final Duration HANDOVER = Duration.ofSeconds(60);

    /** A commit is a request, however small the batches are that it stands for. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);

    private final String name;
    private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
    private final Pattern topics;
    private final BatchHandler.Factory handlers;
    private final LaneBuffers buffers = LaneBuffers.ofHeap();
    private final StopSignal stop = new StopSignal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<TopicPartition, PartitionLane> lanes = new HashMap<>();
    private final AtomicLong lag = new AtomicLong();
    private long nextCommit = System.nanoTime();
    private volatile int assigned;
    private volatile boolean member;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

    /** @param consumers makes a group member with automatic commits turned off */
    public PartitionedListener(
            String name,
            Supplier<KafkaConsumer<byte[], byte[]>> consumers,
            Pattern topics,
            BatchHandler.Factory handlers) {
        this.name = name;
        this.consumers = consumers;
        this.topics = topics;
        this.handlers = handlers;
    }

    public void start() {
        Thread.ofPlatform().name(name).start(this::run);
    }

    /** Whether the group has accepted this member; it may have no partitions. */
    public boolean isMember() {
        return member;
    }

    public int assignedPartitions() {
        return assigned;
    }

    /** Records that are in the assigned partitions and have not been polled. */
    public long lag() {
        return lag.get();
    }

    /** Ends what is under way, commits it and leaves the group. */
    @Override
    public void close() {
        stop.raise();
        wakeUp();
        try {
            if (!ended.await(HANDOVER.toSeconds() + 10, TimeUnit.SECONDS)) {
                log.atWarn().addKeyValue("listener", name).log("The listener did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (int failures = 1; !stop.isRaised(); failures++) {
                try (KafkaConsumer<byte[], byte[]> consumer = consumers.get()) {
                    current = consumer;
                    session(consumer);
                } catch (KafkaException e) {
                    log.atWarn()
                            .setCause(e)
                            .addKeyValue("listener", name)
                            .log("The Kafka session broke; another is begun");
                } finally {
                    current = null;
                    member = false;
                    abandon(List.copyOf(lanes.keySet()));
                }
                stop.await(BackOff.DEFAULT.after(Math.min(failures, 8)));
            }
        } finally {
            ended.countDown();
        }
    }

    private void session(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.subscribe(topics, new Rebalance(consumer));
        while (!stop.isRaised()) {
            ConsumerRecords<byte[], byte[]> records = poll(consumer);
            for (TopicPartition partition : records.partitions()) {
                lane(partition).offer(records.records(partition));
            }
            if (System.nanoTime() - nextCommit >= 0) {
                commitApplied(consumer);
            }
            balanceFlow(consumer);
            observe(consumer);
        }
        handOver(consumer, List.copyOf(lanes.keySet()));
    }

    private static ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        }
    }

    private PartitionLane lane(TopicPartition partition) {
        return lanes.computeIfAbsent(partition, p -> {
            StopSignal laneStop = new StopSignal();
            PartitionLane lane =
                    new PartitionLane(p, handlers.create(p.topic(), laneStop), laneStop, buffers, this::wakeUp);
            lane.start();
            return lane;
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> applied(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionLane lane = lanes.get(partition);
            if (lane != null && lane.appliedUpTo() > lane.committedUpTo()) {
                offsets.put(partition, new OffsetAndMetadata(lane.appliedUpTo()));
            }
        }
        return offsets;
    }

    private void commitApplied(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, OffsetAndMetadata> offsets = applied(lanes.keySet());
        if (!offsets.isEmpty()) {
            commitOffsets(consumer, offsets);
            nextCommit = System.nanoTime() + COMMIT_INTERVAL.toNanos();
        }
    }

    /** The last step: all that these offsets stand for is durable. A commit that fails is made up for by the next. */
    private void commitOffsets(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> committed(partition, offset.offset()));
        consumer.commitAsync(offsets, (committed, failure) -> {
            if (failure != null) {
                log.atDebug().setCause(failure).addKeyValue("listener", name).log("Offsets were not committed");
                committed.keySet().forEach(partition -> committed(partition, -1));
            }
        });
    }

    private void committed(TopicPartition partition, long offset) {
        PartitionLane lane = lanes.get(partition);
        if (lane != null) {
            lane.committed(offset);
        }
    }

    /** A full lane's partition rests; it goes on as soon as its lane has room. */
    private void balanceFlow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> full = new ArrayList<>();
        List<TopicPartition> free = new ArrayList<>();
        for (TopicPartition partition : consumer.assignment()) {
            PartitionLane lane = lanes.get(partition);
            (lane != null && lane.isFull() ? full : free).add(partition);
        }
        consumer.pause(full);
        consumer.resume(free);
    }

    private void observe(KafkaConsumer<byte[], byte[]> consumer) {
        assigned = consumer.assignment().size();
        long total = 0;
        for (TopicPartition partition : consumer.assignment()) {
            total += consumer.currentLag(partition).orElse(0);
        }
        lag.set(total);
    }

    private void wakeUp() {
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    /** Nothing is under way for these partitions when another worker gets them. */
    private void handOver(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        partitions.stream().map(lanes::get).forEach(lane -> {
            if (lane != null) {
                lane.stop();
            }
        });
        for (TopicPartition partition : partitions) {
            PartitionLane lane = lanes.get(partition);
            if (lane != null && !lane.awaitEnd(HANDOVER)) {
                log.atWarn().addKeyValue("partition", partition).log("A batch is still under way at the handover");
            }
        }
        Map<TopicPartition, OffsetAndMetadata> applied = applied(partitions);
        if (!applied.isEmpty()) {
            commitNow(consumer, applied);
        }
        partitions.forEach(lanes::remove);
    }

    private void commitNow(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                consumer.commitSync(offsets, Duration.ofSeconds(10));
                return;
            } catch (WakeupException e) {
                log.atTrace().addKeyValue("listener", name).log("Woken while committing");
            } catch (KafkaException e) {
                log.atInfo()
                        .addKeyValue("listener", name)
                        .addKeyValue("reason", e.getMessage())
                        .log("Offsets were not committed; their records will be delivered again");
                return;
            }
        }
    }

    private void abandon(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionLane lane = lanes.remove(partition);
            if (lane != null) {
                lane.stop();
                lane.awaitEnd(HANDOVER);
            }
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Rebalance(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            member = true;
            log.atInfo()
                    .addKeyValue("listener", name)
                    .addKeyValue("partitions", partitions)
                    .log("Partitions assigned");
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            handOver(consumer, partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            abandon(partitions);
        }
    }
}
