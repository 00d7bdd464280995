package io.millrace.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.millrace.local.process.LocalProcessException;
import io.millrace.local.process.Poll;
import io.millrace.local.stack.FaultableServer;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;

/** One container on one fixed port of 127.0.0.1: faults act on the same container, so address and data stay. */
abstract class ContainerServer implements FaultableServer {
    private static final Duration START_BOUND = Duration.ofMinutes(2);
    private static final int STOP_SECONDS = 30;

    private final GenericContainer<?> container;
    private final int port;

    ContainerServer(GenericContainer<?> container, int containerPort, int port) {
        this.container = container;
        this.port = port;
        PortBinding binding =
                new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), new ExposedPort(containerPort));
        container.withCreateContainerCmdModifier(create -> {
            HostConfig host = create.getHostConfig();
            create.withHostConfig((host == null ? new HostConfig() : host).withPortBindings(binding));
        });
    }

    /** Whether the server itself answers now. */
    abstract boolean answers();

    final int hostPort() {
        return port;
    }

    public final String host() {
        return "127.0.0.1";
    }

    @Override
    public final synchronized void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else if (!isRunning()) {
            client().startContainerCmd(container.getContainerId()).exec();
        }
        if (!Poll.until(START_BOUND, this::answers)) {
            throw new LocalProcessException(container.getDockerImageName() + " was not ready within "
                    + START_BOUND.toSeconds() + " s: see docker logs " + container.getContainerId() + ".");
        }
    }

    @Override
    public final synchronized void stop() {
        if (isRunning()) {
            client().stopContainerCmd(container.getContainerId())
                    .withTimeout(STOP_SECONDS)
                    .exec();
        }
    }

    @Override
    public final synchronized void kill() {
        if (isRunning()) {
            client().killContainerCmd(container.getContainerId())
                    .withSignal("KILL")
                    .exec();
            Poll.until(START_BOUND, () -> !isRunning());
        }
    }

    @Override
    public final boolean isRunning() {
        return container.getContainerId() != null
                && Boolean.TRUE.equals(client().inspectContainerCmd(container.getContainerId())
                        .exec()
                        .getState()
                        .getRunning());
    }

    final void remove() {
        container.stop();
    }

    private DockerClient client() {
        return container.getDockerClient();
    }
}
