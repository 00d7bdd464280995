package io.millrace.local.stack;

import io.millrace.local.process.LocalProcessException;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Where integration tests get their stack. Thread-safe. */
public final class Stacks {
    private static final String PROVIDER_PROPERTY = "millrace.stack";
    private static final String DEFAULT_PROVIDER = "local";

    private Stacks() {}

    /** One stack for this whole JVM, started at the first call and ended with the JVM. Do not close it. */
    public static Stack shared() {
        return Shared.STACK;
    }

    /** A stack of its own, for tests that break it. Its data is in {@code directory}; close it. */
    public static Stack start(Path directory) {
        return provider().start(directory);
    }

    /**
     * A local stack of its own, whatever the provider, for tests that cannot wait as long as the servers' defaults last.
     *
     * @param postgres settings of PostgreSQL over Millrace's own
     * @param kafka settings of the broker over Millrace's own
     */
    public static Stack local(Path directory, Map<String, String> postgres, Map<String, String> kafka) {
        return LocalStack.start(directory, postgres, kafka);
    }

    private static StackProvider provider() {
        String wanted = System.getProperty(PROVIDER_PROPERTY, DEFAULT_PROVIDER);
        var providers = ServiceLoader.load(StackProvider.class, StackProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(StackProvider::name, provider -> provider));
        StackProvider provider = providers.get(wanted);
        if (provider == null) {
            throw new LocalProcessException(
                    "There is no stack provider '" + wanted + "' on the class path, only " + providers.keySet()
                            + ": set -D" + PROVIDER_PROPERTY + ", or use the Maven profile that brings it.");
        }
        return provider;
    }

    private static final class Shared {
        static final Stack STACK = startWithJvm();

        private static Stack startWithJvm() {
            ScratchFolder folder = ScratchFolder.create();
            Stack stack = start(folder.path());
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform().name("millrace-stack-close").unstarted(() -> {
                                stack.close();
                                folder.close();
                            }));
            return stack;
        }
    }
}
