package io.millrace.sync;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.schemas.changeevent.ChangeEventCodec;
import io.millrace.schemas.id.VectorStoreName;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.sync.changeevent.ChangeEventHandler;
import io.millrace.sync.changeevent.ChangeEventObserver;
import io.millrace.sync.changeevent.DocumentMarks;
import io.millrace.sync.collection.CollectionLedger;
import io.millrace.sync.collection.CollectionSpecHandler;
import io.millrace.sync.collection.CollectionSpecRecords;
import io.millrace.sync.collection.Generations;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.deadletter.DeadLetterSink;
import io.millrace.sync.deadletter.KafkaDeadLetterSink;
import io.millrace.sync.erasure.ErasureRunner;
import io.millrace.sync.erasure.ErasureSettings;
import io.millrace.sync.listener.BatchHandler;
import io.millrace.sync.listener.PartitionedListener;
import io.millrace.sync.point.DiscardingPointSink;
import io.millrace.sync.point.InstrumentedPointSink;
import io.millrace.sync.point.LimitedPointSink;
import io.millrace.sync.point.ParallelPointWriter;
import io.millrace.sync.point.PointSink;
import io.millrace.sync.point.QdrantPointSink;
import io.millrace.sync.point.RetryingPointSink;
import io.millrace.sync.retry.BackOff;
import io.millrace.sync.retry.Retry;
import io.millrace.sync.retry.StopSignal;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;

/**
 * The whole worker without an application context: a listener for collections, one for change events, and what erases. It may be
 * started while any server is down.
 */
public final class SyncPipeline implements AutoCloseable {

    private static final int POLL_RECORDS = 2048;
    /** Keeps a Qdrant of a few cores busy; more only wait in its queue. */
    private static final int WRITES_AT_ONCE = 8;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final BackOff backOff = BackOff.DEFAULT;
    private final ChangeEventCodec codec = new ChangeEventCodec();
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final DeadLetterSink deadLetters;
    private final CollectionLedger ledger;
    private final DocumentMarks marks;
    private final ChangeEventObserver observer;
    private final PointSink points;
    private final PartitionedListener collections;
    private final PartitionedListener changeEvents;
    private final ErasureRunner erasures;

    /** Opens clients, starts nothing. The database and the connection to Qdrant remain the caller's to close. */
    public SyncPipeline(
            SyncSettings settings,
            ErasureSettings erasure,
            DataSource database,
            QdrantConnection qdrant,
            MeterRegistry meters,
            Clock clock) {
        KafkaClients kafka = new KafkaClients(settings.kafka());
        TopicNames topics = settings.topics();
        this.admin = kafka.admin();
        this.producer = kafka.producer();
        this.deadLetters =
                new KafkaDeadLetterSink(producer, new TopicProvisioner(admin, Optional.empty()), topics.syncGroup());
        this.ledger = new CollectionLedger(database);
        this.marks = new DocumentMarks(database);
        this.observer = new ChangeEventObserver(meters, clock);
        this.points = new DiscardingPointSink(
                new LimitedPointSink(new InstrumentedPointSink(new QdrantPointSink(qdrant), meters), WRITES_AT_ONCE),
                ledger::isDeleted);
        Generations generations = new Generations(qdrant);
        CollectionSpecRecords specs = new CollectionSpecRecords();
        this.collections = new PartitionedListener(
                "collections-listener",
                () -> kafka.member(topics.syncGroup() + "-collections", POLL_RECORDS),
                Pattern.compile(Pattern.quote(topics.collections())),
                (topic, stop) -> new CollectionSpecHandler(
                        specs, ledger, generations, deadLetters, new Retry(backOff, stop), clock));
        this.changeEvents = new PartitionedListener(
                "change-event-listener",
                () -> kafka.member(topics.syncGroup(), POLL_RECORDS),
                topics.allChunks(),
                this::changeEventHandler);
        this.erasures = new ErasureRunner(settings, erasure, database, qdrant, admin, producer, clock);
        registerGauges(meters);
    }

    private void registerGauges(MeterRegistry meters) {
        Gauge.builder("millrace.sync.lag", changeEvents, PartitionedListener::lag)
                .description("Change events in the assigned partitions that have not been read")
                .register(meters);
        Gauge.builder("millrace.sync.partitions", changeEvents, PartitionedListener::assignedPartitions)
                .register(meters);
    }

    private BatchHandler changeEventHandler(String topic, StopSignal stop) {
        VectorStoreName store = new VectorStoreName(topic.substring(topic.lastIndexOf('.') + 1));
        PointSink retrying = new RetryingPointSink(points, backOff, stop);
        return new ChangeEventHandler(
                store,
                codec,
                new ParallelPointWriter(retrying, executor),
                deadLetters,
                marks,
                new Retry(backOff, stop),
                observer);
    }

    public void start() {
        collections.start();
        changeEvents.start();
        erasures.start();
    }

    /** Whether both listeners are members of their groups. */
    public boolean isReady() {
        return collections.isMember() && changeEvents.isMember();
    }

    public int assignedPartitions() {
        return changeEvents.assignedPartitions();
    }

    public long lag() {
        return changeEvents.lag();
    }

    /** Ends what is under way and commits it. */
    @Override
    public void close() {
        erasures.close();
        changeEvents.close();
        collections.close();
        executor.close();
        producer.close();
        admin.close();
    }
}
