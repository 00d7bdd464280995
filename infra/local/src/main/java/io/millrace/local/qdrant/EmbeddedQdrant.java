package io.millrace.local.qdrant;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.millrace.local.qdrant.collection.CollectionCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Qdrant-compatible server in this process: see the package documentation for what it promises.
 *
 * <p>It listens on the loopback interface only. Thread-safe; {@link #close} may be called more than once.
 */
public final class EmbeddedQdrant implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedQdrant.class);
    private static final int MAX_INBOUND_BYTES = 64 << 20;
    private static final int CALL_THREADS = 32;
    private static final long MAINTENANCE_SECONDS = 2;
    private static final long GRACE_SECONDS = 10;

    private final DataDirectoryLock lock;
    private final CollectionCatalog catalog;
    private final Server server;
    private final ThreadPoolExecutor calls;
    private final ScheduledExecutorService maintenance;
    private final ScheduledFuture<?> maintaining;
    private boolean closed;

    private EmbeddedQdrant(
            DataDirectoryLock lock,
            CollectionCatalog catalog,
            EmbeddedQdrantProperties properties,
            ServerCredentials credentials)
            throws IOException {
        this.lock = lock;
        this.catalog = catalog;
        this.calls = new ThreadPoolExecutor(
                CALL_THREADS,
                CALL_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("qdrant-call-", 0).daemon().factory());
        calls.allowCoreThreadTimeOut(true);
        this.server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), properties.port()), credentials)
                .executor(calls)
                .maxInboundMessageSize(MAX_INBOUND_BYTES)
                .intercept(new ApiKeyInterceptor(properties.apiKey(), properties.readOnlyApiKey()))
                .addService(new CollectionsService(catalog))
                .addService(new PointsService(catalog))
                .addService(new HealthService())
                .build()
                .start();
        this.maintenance = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("qdrant-maintenance").daemon().factory());
        this.maintaining = maintenance.scheduleWithFixedDelay(
                catalog::maintain, MAINTENANCE_SECONDS, MAINTENANCE_SECONDS, TimeUnit.SECONDS);
        log.atInfo()
                .addKeyValue("port", server.getPort())
                .addKeyValue("dataDirectory", properties.dataDirectory())
                .log("EmbeddedQdrant is ready");
    }

    /**
     * Opens the data directory, replays what a crash left, and starts to serve.
     *
     * @throws IllegalStateException when another server has the directory or the port, with one sentence that says so
     */
    public static EmbeddedQdrant start(EmbeddedQdrantProperties properties) {
        return start(properties, InsecureServerCredentials.create());
    }

    /** As {@link #start(EmbeddedQdrantProperties)}, with a certificate if the credentials hold one. */
    public static EmbeddedQdrant start(EmbeddedQdrantProperties properties, ServerCredentials credentials) {
        try {
            DataDirectoryLock lock = DataDirectoryLock.acquire(properties.dataDirectory());
            try {
                return start(lock, properties, credentials);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "EmbeddedQdrant cannot use the data directory " + properties.dataDirectory() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static EmbeddedQdrant start(
            DataDirectoryLock lock, EmbeddedQdrantProperties properties, ServerCredentials credentials)
            throws IOException {
        CollectionCatalog catalog = CollectionCatalog.open(properties.dataDirectory());
        try {
            return new EmbeddedQdrant(lock, catalog, properties, credentials);
        } catch (IOException e) {
            catalog.close();
            throw new IllegalStateException(
                    "EmbeddedQdrant cannot listen on port " + properties.port()
                            + " of the loopback interface: free it, or choose another port.",
                    e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }

    /** Blocks until the server has stopped. */
    public void awaitTermination() {
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the calls that are running, commits, and lets go of the data directory. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        maintaining.cancel(false);
        maintenance.shutdown();
        server.shutdown();
        try {
            if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
                server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
            }
            maintenance.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        calls.shutdown();
        try {
            catalog.close();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("EmbeddedQdrant could not commit at its end; the log still has it all", e);
        }
    }
}
