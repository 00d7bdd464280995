package io.millrace.local.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Kills this JVM's children when the JVM itself is gone, SIGKILL included. A shell reads this JVM's instructions from a
 * pipe; the kernel closes the pipe when the JVM ends, and the shell then signals whatever is still registered. Needs
 * nothing but POSIX {@code sh}. Thread-safe.
 */
final class ChildReaper {
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            children=
            while read -r verb pid signal; do
              case $verb in
                add) children="$children $signal:$pid" ;;
                remove)
                  kept=
                  for child in $children; do [ "${child#*:}" = "$pid" ] || kept="$kept $child"; done
                  children=$kept ;;
              esac
            done
            for child in $children; do kill -"${child%%:*}" "${child#*:}"; done
            """;

    static final ChildReaper INSTANCE = new ChildReaper();

    private @Nullable OutputStream instructions;

    private ChildReaper() {}

    void add(long pid, Signal signal) {
        write("add " + pid + " " + signal + "\n");
    }

    void remove(long pid) {
        write("remove " + pid + "\n");
    }

    private synchronized void write(String line) {
        try {
            OutputStream pipe = instructions;
            if (pipe == null) {
                pipe = new ProcessBuilder("sh", "-c", SCRIPT)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .getOutputStream();
                instructions = pipe;
            }
            pipe.write(line.getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            throw new LocalProcessException("Cannot tie a child process to this one: the watching shell is gone.", e);
        }
    }
}
