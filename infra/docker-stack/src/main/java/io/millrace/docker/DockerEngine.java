package io.millrace.docker;

import io.millrace.local.process.LocalProcessException;
import org.testcontainers.DockerClientFactory;

/** Whether there is a Docker engine. The build of profile {@code docker} asks this first. */
public final class DockerEngine {
    private DockerEngine() {}

    /** Succeeds in silence, or throws the one sentence that the build then shows. */
    public static void main(String[] arguments) {
        require();
    }

    static void require() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new LocalProcessException(
                    "There is no Docker engine that this user can reach: start one, or build without"
                            + " -Pdocker to test on the local stack.");
        }
    }
}
