package io.millrace.benchmarks.stack;

import io.millrace.benchmarks.BenchmarkException;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * A process that was sent SIGSTOP: it does nothing, and keeps all that it has, until this is closed, or this JVM has ended. The
 * shell that sends SIGCONT waits for that, so that no process has to be started at the moment from which time is measured.
 */
public final class FrozenProcess implements AutoCloseable {

    private static final String FREEZE_AND_THAW = "kill -STOP \"$0\" && echo && read -r line; kill -CONT \"$0\"";

    private final Process shell;
    private final Supplier<String> end;

    private FrozenProcess(Process shell, Supplier<String> end) {
        this.shell = shell;
        this.end = end;
    }

    /**
     * @param end says that the process has ended, and how
     * @throws BenchmarkException if there is no such process, or no shell
     */
    static FrozenProcess freeze(long pid, Supplier<String> end) {
        try {
            Process shell = new ProcessBuilder("sh", "-c", FREEZE_AND_THAW, Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (shell.getInputStream().read() < 0) {
                throw new BenchmarkException(end.get());
            }
            return new FrozenProcess(shell, end);
        } catch (IOException e) {
            throw new BenchmarkException("There is no program 'sh' to freeze a process with.", e);
        }
    }

    /**
     * SIGCONT: it goes on where it was.
     *
     * @throws BenchmarkException if it has ended meanwhile
     */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (shell.waitFor() != 0) {
                throw new BenchmarkException(end.get());
            }
        } catch (IOException e) {
            throw new BenchmarkException("A frozen process could not be made to go on.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("Interrupted.", e);
        }
    }
}
