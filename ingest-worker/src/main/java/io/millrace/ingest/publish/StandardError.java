package io.millrace.ingest.publish;

import java.io.Console;
import java.io.IOException;
import java.util.Optional;

/** Whether a person looks at standard error. */
final class StandardError {

    private StandardError() {}

    /**
     * Asks POSIX's {@code test -t 2}, since Java tells only whether standard input and output both are terminals; where there
     * is no such program, that has to do.
     */
    static boolean isTerminal() {
        try {
            return new ProcessBuilder("test", "-t", "2")
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
