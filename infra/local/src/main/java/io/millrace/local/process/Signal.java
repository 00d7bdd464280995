package io.millrace.local.process;

import java.io.IOException;

/** A POSIX signal, sent through the shell's own {@code kill}: the JDK can send only SIGTERM and SIGKILL. */
public enum Signal {
    INT,
    QUIT,
    TERM,
    KILL;

    /** Sends the signal; a process that has just ended is not an error. */
    void sendTo(ProcessIdentity process) {
        if (process.find().isEmpty()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -\"$0\" \"$1\"", name(), Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new LocalProcessException("Cannot send SIG" + this + " to process " + process.pid() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
