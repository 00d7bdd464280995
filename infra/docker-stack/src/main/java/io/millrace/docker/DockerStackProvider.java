package io.millrace.docker;

import io.millrace.local.stack.Stack;
import io.millrace.local.stack.StackProvider;
import java.nio.file.Path;

/** Chosen with {@code -Dmillrace.stack=docker}, which the Maven profile {@code docker} sets. */
public final class DockerStackProvider implements StackProvider {
    @Override
    public String name() {
        return "docker";
    }

    /** The data stays in the containers: {@code directory} is not used. */
    @Override
    public Stack start(Path directory) {
        return DockerStack.start();
    }
}
