package io.millrace.sync.operation;

import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.rebuild.Rebuild;
import io.millrace.sync.rebuild.Rebuild.Outcome;
import java.time.Clock;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rebuild C}: a new generation from the topic, then the alias moves. */
@Command(
        name = "rebuild",
        description =
                "Fill a new Qdrant generation from the collection's topic and move the alias to it. Search goes on"
                        + " meanwhile; nothing is embedded. Without --execute it only says what it would do.")
public final class RebuildCommand extends Verb {

    @Parameters(paramLabel = "COLLECTION", description = "Name or id.")
    private String collection = "";

    @Option(names = "--execute", description = "Do it.")
    private boolean execute;

    @ArgGroup
    private Old old = new Old();

    static final class Old {
        @Option(names = "--keep-old", description = "Keep the previous generation for a rollback (the default).")
        private boolean keep;

        @Option(names = "--drop-old", description = "Drop the previous generation at once.")
        private boolean drop;
    }

    @Override
    int run(SyncSettings settings) {
        return withCollection(settings, collection, (row, database, qdrant) -> {
            try (Rebuild rebuild = new Rebuild(settings, database, qdrant, Clock.systemUTC());
                    ConsoleProgress progress = ConsoleProgress.onStderr()) {
                Outcome outcome = execute ? rebuild.rebuild(row, dropOld(), progress) : rebuild.preview(row);
                progress.close();
                print(outcome);
                return ExitCode.DONE;
            }
        });
    }

    private boolean dropOld() {
        return old.drop && !old.keep;
    }

    private void print(Outcome outcome) {
        if (json()) {
            printJson(outcome);
        } else if (outcome.executed()) {
            out().println("Collection " + outcome.collection() + ": replayed " + number(outcome.events())
                    + " events into " + outcome.generation() + ", which has " + number(outcome.points())
                    + " points and is live now.");
            out().println(
                            dropOld() || outcome.previous() == null
                                    ? "No earlier generation is kept."
                                    : outcome.previous() + " is kept: './millrace rollback " + outcome.collection()
                                            + " --execute' goes back to it.");
        } else {
            out().println("Would replay at most " + number(outcome.events()) + " events of collection "
                    + outcome.collection() + " into a new generation, and then move the alias from "
                    + (outcome.previous() == null
                            ? "nothing (it does not exist)"
                            : outcome.previous() + " (" + number(outcome.points()) + " points)")
                    + ". Nothing was changed: add --execute to do it.");
        }
        out().flush();
    }
}
