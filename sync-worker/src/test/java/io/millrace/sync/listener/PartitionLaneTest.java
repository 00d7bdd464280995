package io.millrace.sync.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.retry.StoppedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionLaneTest {

    private static final int KIBIBYTE = 1024;

    @Test
    void lanesThatAllWaitShareTheBuffersOfOne() {
        LaneBuffers buffers = new LaneBuffers(1000 * KIBIBYTE);
        CountDownLatch stopped = new CountDownLatch(1);
        List<PartitionLane> lanes = new ArrayList<>();
        StopSignal stop = new StopSignal();
        for (int i = 0; i < 10; i++) {
            lanes.add(lane(i, buffers, stop, records -> turn -> await(stopped)));
        }
        lanes.forEach(PartitionLane::start);
        // The first batch of each is under way; what is offered next waits.
        lanes.forEach(lane -> lane.offer(records(0, 1)));
        assertThat(buffers.share()).isEqualTo(100 * KIBIBYTE);
        lanes.forEach(lane -> lane.offer(records(1, 50)));
        assertThat(lanes).noneMatch(PartitionLane::isFull);
        lanes.forEach(lane -> lane.offer(records(51, 100)));
        assertThat(lanes).allMatch(PartitionLane::isFull);

        stopped.countDown();
        lanes.forEach(PartitionLane::stop);
        assertThat(lanes).allMatch(lane -> lane.awaitEnd(Duration.ofSeconds(10)));
        assertThat(buffers.share()).isEqualTo(1000 * KIBIBYTE);
    }

    @Test
    void aRecordLargerThanItsShareStillPasses() throws InterruptedException {
        LinkedBlockingQueue<List<ConsumerRecord<byte[], byte[]>>> batches = new LinkedBlockingQueue<>();
        PartitionLane lane = lane(0, new LaneBuffers(10), new StopSignal(), records -> turn -> batches.add(records));
        lane.start();
        lane.offer(records(0, 2));
        assertThat(batches.poll(10, TimeUnit.SECONDS)).hasSize(1);
        assertThat(batches.poll(10, TimeUnit.SECONDS)).hasSize(1);
        lane.stop();
        assertThat(lane.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void anErrorHoldsUpThePartitionAndLosesNothing() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        LinkedBlockingQueue<List<ConsumerRecord<byte[], byte[]>>> batches = new LinkedBlockingQueue<>();
        PartitionLane lane = lane(0, new LaneBuffers(KIBIBYTE), new StopSignal(), records -> {
            if (attempts.incrementAndGet() == 1) {
                throw new StackOverflowError("nested too deep");
            }
            return turn -> batches.add(records);
        });
        lane.start();
        lane.offer(records(0, 1));
        assertThat(batches.poll(10, TimeUnit.SECONDS)).hasSize(1);
        lane.stop();
        assertThat(lane.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void fullBatchesGoBesideEachOtherAndAreAppliedInTheOrderOfThePartition() throws InterruptedException {
        LinkedBlockingQueue<Long> begun = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<Long> ended = new LinkedBlockingQueue<>();
        CountDownLatch first = new CountDownLatch(1);
        PartitionLane lane = lane(0, new LaneBuffers(4096 * KIBIBYTE), new StopSignal(), records -> turn -> {
            long offset = records.getFirst().offset();
            begun.add(offset);
            if (offset == 0) {
                await(first);
            }
            turn.await();
            ended.add(offset);
        });
        lane.start();
        lane.offer(records(0, 3 * PartitionLane.BATCH_RECORDS));
        assertThat(List.of(take(begun), take(begun), take(begun))).containsExactlyInAnyOrder(0L, 512L, 1024L);
        assertThat(ended).isEmpty();
        assertThat(lane.appliedUpTo()).isNegative();

        first.countDown();
        assertThat(List.of(take(ended), take(ended), take(ended))).containsExactly(0L, 512L, 1024L);
        lane.stop();
        assertThat(lane.awaitEnd(Duration.ofSeconds(10))).isTrue();
        assertThat(lane.appliedUpTo()).isEqualTo(3 * PartitionLane.BATCH_RECORDS);
    }

    @Test
    void recordsGatherWhileABatchThatIsNotFullIsUnderWay() throws InterruptedException {
        LinkedBlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
        CountDownLatch first = new CountDownLatch(1);
        PartitionLane lane = lane(0, new LaneBuffers(4096 * KIBIBYTE), new StopSignal(), records -> turn -> {
            sizes.add(records.size());
            await(first);
        });
        lane.start();
        lane.offer(records(0, 1));
        assertThat(sizes.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
        lane.offer(records(1, 2));
        lane.offer(records(3, 4));
        first.countDown();
        assertThat(sizes.poll(10, TimeUnit.SECONDS)).isEqualTo(6);
        lane.stop();
        assertThat(lane.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void whatComesAfterABatchThatWasGivenUpIsNotApplied() throws InterruptedException {
        LinkedBlockingQueue<Long> begun = new LinkedBlockingQueue<>();
        StopSignal stop = new StopSignal();
        PartitionLane lane = lane(0, new LaneBuffers(4096 * KIBIBYTE), stop, records -> turn -> {
            long offset = records.getFirst().offset();
            begun.add(offset);
            if (offset == 0 && stop.await(Duration.ofSeconds(20))) {
                throw new StoppedException();
            }
        });
        lane.start();
        lane.offer(records(0, 2 * PartitionLane.BATCH_RECORDS));
        assertThat(List.of(take(begun), take(begun))).containsExactlyInAnyOrder(0L, 512L);
        lane.stop();
        assertThat(lane.awaitEnd(Duration.ofSeconds(10))).isTrue();
        assertThat(lane.appliedUpTo()).isNegative();
    }

    @Test
    void aLaneEndsWithItsEarliestBatchAlsoWhenALaterOneIsGivenUp() throws InterruptedException {
        LinkedBlockingQueue<Long> begun = new LinkedBlockingQueue<>();
        CountDownLatch first = new CountDownLatch(1);
        PartitionLane lane = lane(0, new LaneBuffers(4096 * KIBIBYTE), new StopSignal(), records -> turn -> {
            long offset = records.getFirst().offset();
            begun.add(offset);
            if (offset != 0) {
                throw new StoppedException();
            }
            await(first);
        });
        lane.start();
        lane.offer(records(0, 2 * PartitionLane.BATCH_RECORDS));
        assertThat(List.of(take(begun), take(begun))).containsExactlyInAnyOrder(0L, 512L);
        lane.stop();
        assertThat(lane.awaitEnd(Duration.ofMillis(200))).isFalse();
        first.countDown();
        assertThat(lane.awaitEnd(Duration.ofSeconds(10))).isTrue();
        assertThat(lane.appliedUpTo()).isEqualTo(PartitionLane.BATCH_RECORDS);
    }

    private static long take(LinkedBlockingQueue<Long> queue) throws InterruptedException {
        Long offset = queue.poll(10, TimeUnit.SECONDS);
        assertThat(offset).isNotNull();
        return offset;
    }

    private static PartitionLane lane(int partition, LaneBuffers buffers, StopSignal stop, BatchHandler handler) {
        return new PartitionLane(new TopicPartition("t", partition), handler, stop, buffers, () -> {});
    }

    /** Of one kibibyte each, as a lane counts them. */
    private static List<ConsumerRecord<byte[], byte[]>> records(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(offset -> {
                    byte[] value = new byte[KIBIBYTE - 100];
                    return new ConsumerRecord<byte[], byte[]>("t", 0, offset, new byte[0], value);
                })
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test forgot its lanes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }
}
