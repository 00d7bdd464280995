package io.millrace.ingest.document;

import io.millrace.ingest.dependency.BackOff;
import io.millrace.ingest.dependency.Dependency;
import io.millrace.ingest.dependency.Patience;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;

/**
 * Hands each batch to a thread of its own and pauses the container until it is done: see the package's description. At most
 * one batch is at work at any time.
 */
public final class DocumentEventListener
        implements BatchAcknowledgingConsumerAwareMessageListener<byte[], byte[]>,
                ConsumerAwareRebalanceListener,
                AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DocumentEventListener.class);

    /** How long a rebalance waits for the batch to notice that it is abandoned. */
    private static final Duration ABANDON_TIMEOUT = Duration.ofSeconds(10);

    private record Work(Patience patience, Future<?> future, CountDownLatch done) {}

    private final DocumentBatchProcessor processor;
    private final TopicIds topicIds;
    private final Map<TopicPartition, Long> lastOffsets = new HashMap<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("millrace-ingest-", 0).factory());
    private volatile @Nullable MessageListenerContainer container;
    private volatile @Nullable Work current;
    private volatile boolean broken;

    DocumentEventListener(DocumentBatchProcessor processor, TopicIds topicIds) {
        this.processor = processor;
        this.topicIds = topicIds;
    }

    /** The container that this listener pauses. To be called before it starts. */
    public void attachTo(MessageListenerContainer itsContainer) {
        container = itsContainer;
    }

    /** What the batch at work waits for. */
    public Optional<Dependency> missing() {
        Work work = current;
        return work == null ? Optional.empty() : work.patience().missing();
    }

    /** Whether an error that no retry can mend has ended the work. */
    public boolean isBroken() {
        return broken;
    }

    @Override
    public void onMessage(
            List<ConsumerRecord<byte[], byte[]>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        noticeReplays(records);
        MessageListenerContainer paused = attached();
        paused.pause();
        Patience patience = new Patience(BackOff.DEFAULT);
        CountDownLatch done = new CountDownLatch(1);
        Future<?> future = worker.submit(() -> work(records, acknowledgment, patience, done));
        current = new Work(patience, future, done);
        if (done.getCount() == 0) {
            current = null;
        }
    }

    private void work(
            List<ConsumerRecord<byte[], byte[]>> records,
            @Nullable Acknowledgment acknowledgment,
            Patience patience,
            CountDownLatch done) {
        boolean settled = false;
        try {
            processor.process(records, patience);
            patience.checkCancelled();
            acknowledge(acknowledgment);
            settled = true;
        } catch (CancellationException e) {
            log.atInfo().addKeyValue("records", records.size()).log("batch abandoned: its partitions were given up");
            settled = true;
        } finally {
            broken = broken || !settled;
            current = null;
            done.countDown();
            if (settled) {
                attached().resume();
            } else {
                // Going on would commit offsets beyond a batch that was not applied.
                log.atError().log("ingest stops: an error ended a batch that no retry can mend");
                attached().stop(() -> {});
            }
        }
    }

    /** The last step of a batch: only now may its offsets be committed. */
    private static void acknowledge(@Nullable Acknowledgment acknowledgment) {
        if (acknowledgment != null) {
            acknowledgment.acknowledge();
        }
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        abandon(partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        abandon(partitions);
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        topicIds.forget();
        log.atInfo().addKeyValue("partitions", partitions).log("partitions assigned");
    }

    /** Abandons the batch at work. Harmless when there is none. */
    @Override
    public void close() {
        abandonWork();
        worker.shutdown();
    }

    private void abandon(Collection<TopicPartition> partitions) {
        lastOffsets.clear();
        if (!partitions.isEmpty()) {
            abandonWork();
        }
    }

    private void abandonWork() {
        Work work = current;
        if (work == null) {
            return;
        }
        work.patience().cancel();
        work.future().cancel(true);
        try {
            if (!work.done().await(ABANDON_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                // Not unsafe: whatever it still commits is recognised by whoever owns the partitions next.
                log.atWarn().log("an abandoned batch is still at work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Offsets that begin anew may belong to a topic that was created again under the same name. */
    private void noticeReplays(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Long last = lastOffsets.put(new TopicPartition(record.topic(), record.partition()), record.offset());
            if (last != null && record.offset() <= last) {
                topicIds.forget();
            }
        }
    }

    private MessageListenerContainer attached() {
        MessageListenerContainer attached = container;
        if (attached == null) {
            throw new IllegalStateException("attachTo must be called before the container starts");
        }
        return attached;
    }
}
