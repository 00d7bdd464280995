package io.millrace.local.system;

import io.millrace.local.process.JavaCommand;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.LocalServer;
import io.millrace.local.process.LoopbackPorts;
import io.millrace.local.process.ProcessIdentity;
import io.millrace.local.process.SideBySide;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The servers and the applications of one state folder, as processes that outlive this JVM. All failures are {@link
 * LocalProcessException}s with one sentence for the user.
 */
public final class LocalSystem {
    private final Home home;
    private final StateFolder state;

    /**
     * A system that may or may not be running.
     *
     * @param home the folder of the sources, with built jars
     * @param state where credentials, data, logs and pids are kept
     */
    public LocalSystem(Path home, Path state) {
        this.home = new Home(home);
        this.state = new StateFolder(state);
    }

    /** Gives a system that was never up random free ports, so that it never takes those of another one. */
    public void chooseAnyPorts() {
        state.create();
        Ports.chooseAny(state.ports());
    }

    /**
     * Starts whatever does not run: first the servers, side by side, then the migration, then the applications, side by
     * side. If it fails, what had been started stays, for {@code status} and the logs to show.
     *
     * @param onlyInfrastructure to leave the applications alone
     * @param progress is told one line per component, from several threads
     */
    public List<ComponentStatus> up(boolean onlyInfrastructure, Consumer<String> progress) {
        if (!onlyInfrastructure) {
            applications().forEach(home::jar);
        }
        state.create();
        try (FileChannel lock = state.lock();
                Startup startup = new Startup(progress)) {
            Credentials credentials = Credentials.loadOrCreate(state.credentials());
            Ports ports = Ports.loadOrChoose(state.ports());
            Map<Component, LocalServer> parts = new Parts(state, home, credentials, ports).all();
            Map<Component, LocalServer> servers = select(parts, component -> !component.isApplication());
            Map<Component, LocalServer> applications =
                    select(parts, component -> component.isApplication() && !onlyInfrastructure);
            requireFreePorts(servers, ports);
            requireFreePorts(applications, ports);
            startup.start(servers);
            if (applications.values().stream().anyMatch(part -> !part.isRunning())) {
                long begin = System.nanoTime();
                new Migration(home.jar(Component.INGEST_WORKER), state.log("migrate"), credentials, ports).run();
                progress.accept("migration: done in " + Startup.seconds(Duration.ofNanos(System.nanoTime() - begin)));
            }
            startup.start(applications);
            state.client()
                    .write("For the client verbs of the launcher", new Environments(credentials, ports).ofClient());
            return status(parts, ports);
        } catch (IOException e) {
            throw new LocalProcessException("Cannot unlock " + state.path() + ": " + e.getMessage() + ".", e);
        }
    }

    /** Ends the applications, then the servers. Keeps all data. Harmless when nothing runs. */
    public void down(Consumer<String> progress) {
        if (!state.exists()) {
            return;
        }
        try (FileChannel lock = state.lock()) {
            Map<Component, LocalServer> parts = parts();
            stop(select(parts, Component::isApplication), progress);
            stop(select(parts, component -> !component.isApplication()), progress);
        } catch (IOException e) {
            throw new LocalProcessException("Cannot unlock " + state.path() + ": " + e.getMessage() + ".", e);
        }
    }

    /** All components in their order, whether or not there is a system. */
    public List<ComponentStatus> status() {
        if (state.exists()) {
            return status(parts(), Ports.load(state.ports()));
        }
        return Arrays.stream(Component.values())
                .map(component -> new ComponentStatus(
                        component,
                        ComponentStatus.State.DOWN,
                        0,
                        "127.0.0.1:" + component.preferredPort(),
                        state.log(component.label())))
                .toList();
    }

    /** The variables of the client verbs. */
    public SequencedMap<String, String> clientEnvironment() {
        if (!state.exists()) {
            throw new LocalProcessException("There is no local system in " + state.path() + ": run up first.");
        }
        return new Environments(Credentials.load(state.credentials()), Ports.load(state.ports())).ofClient();
    }

    /** The command line of an application's verb, with the client's variables. The system must have been up. */
    public JavaCommand verb(Component application, String... arguments) {
        return JavaCommand.jar(home.jar(application))
                .withJvmOptions("-XX:TieredStopAtLevel=1")
                .withServerOptions()
                .withJvmOptions(application.heap())
                .withArguments(arguments)
                .withEnvironment(clientEnvironment());
    }

    /** The value as one word of a POSIX shell, whatever it holds. */
    public static String shellWord(String value) {
        return EnvFile.quote(value);
    }

    /** Everything of this system on disk: what a purge deletes. Empty when there is nothing. */
    public List<PurgeItem> purgeable() {
        return PurgeItem.in(state.path());
    }

    /** Deletes the whole state folder: data, credentials, logs. Nothing may be running. */
    public void purge() {
        if (!Files.exists(state.path())) {
            return;
        }
        status().stream().filter(status -> status.pid() != 0).findFirst().ifPresent(status -> {
            throw new LocalProcessException(status.component().label() + " is still running: run down first.");
        });
        PurgeItem.delete(state.path());
    }

    private Map<Component, LocalServer> parts() {
        return new Parts(state, home, Credentials.load(state.credentials()), Ports.load(state.ports())).all();
    }

    private List<ComponentStatus> status(Map<Component, LocalServer> parts, Ports ports) {
        return SideBySide.map(parts.entrySet(), part -> {
            Component component = part.getKey();
            long pid = part.getValue().running().map(ProcessIdentity::pid).orElse(0L);
            ComponentStatus.State now = pid == 0
                    ? ComponentStatus.State.DOWN
                    : part.getValue().answers() ? ComponentStatus.State.UP : ComponentStatus.State.UNREADY;
            return new ComponentStatus(
                    component, now, pid, "127.0.0.1:" + ports.of(component), state.log(component.label()));
        });
    }

    private static void stop(Map<Component, LocalServer> parts, Consumer<String> progress) {
        SideBySide.forEach(parts.entrySet(), part -> {
            boolean ran = part.getValue().isRunning();
            part.getValue().stop();
            progress.accept(part.getKey().label() + (ran ? ": ended" : ": was not running"));
        });
    }

    private void requireFreePorts(Map<Component, LocalServer> parts, Ports ports) {
        parts.forEach((component, part) -> {
            int port = ports.of(component);
            if (!part.isRunning() && !LoopbackPorts.isFree(port)) {
                throw new LocalProcessException("Port " + port + " of " + component.label()
                        + " is taken by another program: end that program, or change "
                        + component.portVariable() + " in " + state.ports().path() + ".");
            }
        });
    }

    private static Stream<Component> applications() {
        return Arrays.stream(Component.values()).filter(Component::isApplication);
    }

    private static Map<Component, LocalServer> select(Map<Component, LocalServer> parts, Predicate<Component> wanted) {
        Map<Component, LocalServer> selected = new EnumMap<>(parts);
        selected.keySet().removeIf(wanted.negate());
        return selected;
    }
}
