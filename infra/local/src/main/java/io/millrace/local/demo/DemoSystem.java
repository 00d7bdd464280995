package io.millrace.local.demo;

import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.system.Component;
import io.millrace.local.system.ComponentStatus;
import io.millrace.local.system.LocalSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A local system that belongs to one run of the demo. Ends and vanishes with it. Thread-safe. */
final class DemoSystem {
    private static final Duration START_BOUND = Duration.ofMinutes(5);

    private final DemoFolder folder;
    private final LocalSystem system;
    private final Map<Component, String> addresses = new EnumMap<>(Component.class);
    /** Whether starting is over, well or not. */
    private final CountDownLatch startEnded = new CountDownLatch(1);

    private volatile boolean starting;
    private boolean ended;

    private DemoSystem(DemoFolder folder, LocalSystem system) {
        this.folder = folder;
        this.system = system;
    }

    static DemoSystem create(Path home) {
        DemoFolder folder =
                DemoFolder.create(DemoFolder.parent(), state -> new LocalSystem(home, state).down(line -> {}));
        return new DemoSystem(folder, new LocalSystem(home, folder.state()));
    }

    /** Starts everything and waits until all of it is ready. */
    void start(Consumer<String> progress) {
        starting = true;
        try {
            system.chooseAnyPorts();
            for (ComponentStatus status : system.up(false, line -> {
                // The demo itself says so when it is interrupted
                if (!line.startsWith("interrupted")) {
                    progress.accept(line);
                }
            })) {
                if (!status.isUp()) {
                    throw new DemoFailedException(status.component().label() + " is not up: see " + status.log() + ".");
                }
                addresses.put(status.component(), status.address());
            }
        } finally {
            startEnded.countDown();
        }
    }

    Path folder() {
        return folder.path();
    }

    Path state() {
        return folder.state();
    }

    /** Where a started component listens. */
    URI address(Component component) {
        return URI.create("http://" + addresses.get(component));
    }

    /** A variable of the clients' environment. */
    String variable(String name) {
        return system.clientEnvironment().getOrDefault(name, "");
    }

    JavaCommand verb(Component application, String... arguments) {
        return system.verb(application, arguments);
    }

    /** Ends everything and removes the folder. Harmless when that was done, or when it is kept. */
    synchronized void end() {
        try {
            if (!ended) {
                system.down(line -> {});
                folder.remove();
                ended = true;
            }
        } catch (IOException e) {
            throw new DemoFailedException(
                    "The demo's folder " + folder.path() + " could not be removed: " + e.getMessage() + ".", e);
        }
    }

    /**
     * Ends everything after a failure, and removes the folder but for the logs.
     *
     * @return the sentences to show: {@code why}, and where the logs are
     */
    synchronized List<String> endKeepingLogs(String why) {
        if (ended) {
            return List.of(why);
        }
        try {
            system.down(line -> {});
            ended = true;
            return folder.removeAllButLogs()
                    ? List.of(
                            why.replace(
                                    folder.state().resolve("logs").toString(),
                                    folder.logs().toString()),
                            "The logs are kept in " + folder.logs() + ".")
                    : List.of(why);
        } catch (LocalProcessException | IOException e) {
            return List.of(why, "What is left of the demo is in " + folder.path() + ": " + e.getMessage());
        }
    }

    /** Leaves everything running, to the user. */
    synchronized void keep() {
        try {
            folder.keep();
            ended = true;
        } catch (IOException e) {
            throw new DemoFailedException("Cannot keep " + folder.path() + ": " + e.getMessage() + ".", e);
        }
    }

    /** Ends everything from a shutdown hook. While the system starts, starting undoes itself: that comes first. */
    void endInterrupted() {
        try {
            if (starting && !startEnded.await(START_BOUND.toSeconds(), TimeUnit.SECONDS)) {
                throw new DemoFailedException("What is left of the demo is in " + folder.path() + ".");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end();
    }
}
