package io.millrace.sync.erasure;

import io.millrace.schemas.topic.TopicNames;
import io.millrace.sync.connection.KafkaClients;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.erasure.ErasureLedger.LostLeaseException;
import io.millrace.sync.point.VectorStoreException;
import io.millrace.sync.retry.DependencyException;
import io.millrace.sync.retry.LogThrottle;
import io.millrace.sync.retry.StopSignal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for erasures that are due, and makes a pass over each. Workers beside it share them by leases. What fails is tried
 * again by a later pass, for ever: an erasure that was asked for is not given up.
 */
public final class ErasureRunner implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ErasureRunner.class);

    private final ErasureLedger ledger;
    private final ErasurePass pass;
    private final ErasureSettings settings;
    private final Clock clock;
    private final StopSignal stop = new StopSignal();
    private @Nullable Thread thread;

    /** Everything given remains the caller's to close. */
    public ErasureRunner(
            SyncSettings sync,
            ErasureSettings settings,
            DataSource database,
            QdrantConnection qdrant,
            Admin admin,
            Producer<byte[], byte[]> producer,
            Clock clock) {
        TopicNames topics = sync.topics();
        this.ledger = new ErasureLedger(database, "sync-worker-" + UUID.randomUUID(), settings.lease());
        this.pass = new ErasurePass(
                ledger,
                new PostgresRows(database),
                new PostgresFiles(sync.postgres(), settings.rewriteLimit()),
                new VectorStores(qdrant),
                topics,
                new TopicAdmin(admin),
                new TopicRecords(new KafkaClients(sync.kafka()), producer),
                settings);
        this.settings = settings;
        this.clock = clock;
    }

    public void start() {
        thread = Thread.ofPlatform().name("erasure-runner").start(this::run);
    }

    private void run() {
        LogThrottle throttle = new LogThrottle();
        while (!stop.isRaised()) {
            boolean worked = false;
            try {
                worked = runOne();
            } catch (DependencyException | VectorStoreException | KafkaException e) {
                if (throttle.passes()) {
                    log.atWarn()
                            .addKeyValue("reason", e.getMessage())
                            .log("A dependency does not answer; erasures wait until it does");
                }
            }
            if (!worked && stop.await(settings.poll())) {
                return;
            }
        }
    }

    /** Makes a pass over the erasure that is due. @return whether there was one */
    public boolean runOne() {
        Instant now = clock.instant();
        Optional<Erasure> claimed = ledger.claim(now);
        claimed.ifPresent(this::pass);
        return claimed.isPresent();
    }

    private void pass(Erasure erasure) {
        try {
            if (pass.run(erasure)) {
                log.atInfo().addKeyValue("operation", erasure.id()).log("An erasure has ended");
                return;
            }
        } catch (LostLeaseException e) {
            log.atWarn().addKeyValue("operation", erasure.id()).log(e.getMessage());
            return;
        } catch (DependencyException | VectorStoreException | KafkaException e) {
            log.atWarn()
                    .addKeyValue("operation", erasure.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("A pass of an erasure did not come to its end; a later one repeats it");
        }
        try {
            ledger.release(erasure, erasure.now().plus(pause(erasure)));
        } catch (LostLeaseException e) {
            log.atWarn().addKeyValue("operation", erasure.id()).log(e.getMessage());
        }
    }

    /** Soon while something waits for others who are at work; seldom when time alone will do it. */
    private Duration pause(Erasure erasure) {
        boolean expiring = erasure.progress()
                .all(EnumSet.of(StoreState.ERASED, StoreState.EXPIRING), Set.of(PostgresFiles.LOG_STORE));
        return expiring ? settings.recheck() : settings.poll();
    }

    @Override
    public void close() {
        stop.raise();
        Thread running = thread;
        try {
            if (running != null) {
                running.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
