package io.millrace.local;

import io.millrace.local.system.LocalSystem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which local system a verb works on. */
final class SystemOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The folder of the sources, with built jars (default: the current folder).")
    private Path home = Path.of(".");

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "${env:MILLRACE_STATE_DIR}",
            description =
                    "Where data, credentials and logs are kept (default: $MILLRACE_STATE_DIR, or .millrace in the home"
                            + " folder).")
    private @Nullable Path state;

    LocalSystem system() {
        return new LocalSystem(home, state());
    }

    Path state() {
        Path chosen = state;
        return chosen == null || chosen.toString().isEmpty() ? home.resolve(".millrace") : chosen;
    }
}
