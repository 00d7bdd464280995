package io.millrace.local.postgres;

import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How PostgreSQL, which refuses to run as root, is run by this user. Each replaces itself, so the pid stays the server's. */
enum Unprivileged {
    /** An ordinary user. */
    AS_IS,
    /**
     * Root, in a new user namespace without mappings (user_namespaces(7)): the server sees itself as the overflow user
     * nobody and has no privileges over others, while files and signals are still root's outside.
     */
    USER_NAMESPACE,
    /** Root where user namespaces are forbidden, as in a default container: nobody, who may still pass root's folders. */
    SET_PRIVILEGES;

    private static final int NOBODY = 65534;

    static Unprivileged ofThisUser() {
        if (!isRoot()) {
            return AS_IS;
        }
        return Stream.of(USER_NAMESPACE, SET_PRIVILEGES)
                .filter(Unprivileged::works)
                .findFirst()
                .orElseThrow(
                        () -> new LocalProcessException(
                                "PostgreSQL refuses to run as root, and neither unshare nor setpriv works here: run as another user."));
    }

    List<String> command(String... words) {
        List<String> command = new ArrayList<>(prefix());
        command.addAll(Arrays.asList(words));
        return command;
    }

    /** Where the binaries may be kept: nobody passes root's home, for access(2) ignores an ordinary user's capabilities. */
    Path cache() {
        @Nullable String xdg = System.getenv("XDG_CACHE_HOME");
        return switch (this) {
            case SET_PRIVILEGES -> Path.of("/var/cache");
            case AS_IS, USER_NAMESPACE ->
                xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        };
    }

    /** Gives the server the files that it must own. */
    void own(Path tree) throws IOException {
        if (this != SET_PRIVILEGES) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.setAttribute(path, "unix:uid", NOBODY);
            }
        }
    }

    private List<String> prefix() {
        return switch (this) {
            case AS_IS -> List.of();
            case USER_NAMESPACE -> List.of("unshare", "--user");
            case SET_PRIVILEGES ->
                List.of(
                        "setpriv",
                        "--reuid=" + NOBODY,
                        "--regid=" + NOBODY,
                        "--clear-groups",
                        "--inh-caps=+dac_override",
                        "--ambient-caps=+dac_override");
        };
    }

    private boolean works() {
        try {
            return new ProcessBuilder(command("true"))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
