package io.millrace.local.stack;

import java.nio.file.Path;

/** The default provider: servers in processes of this machine, from the jars on the class path. */
public final class LocalStackProvider implements StackProvider {
    @Override
    public String name() {
        return "local";
    }

    @Override
    public Stack start(Path directory) {
        return LocalStack.start(directory);
    }
}
