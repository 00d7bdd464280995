package io.millrace.sync.operation;

import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.rebuild.Rebuild;
import io.millrace.sync.rebuild.Rebuild.Outcome;
import io.millrace.sync.rebuild.RefusedRebuildException;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollback C}: the alias moves back to the generation before. */
@Command(
        name = "rollback",
        description = "Bring the previous Qdrant generation up to date from the topic and move the alias back to it."
                + " Without --execute it only says what it would do.")
public final class RollbackCommand extends Verb {

    @Parameters(paramLabel = "COLLECTION", description = "Name or id.")
    private String collection = "";

    @Option(names = "--execute", description = "Do it.")
    private boolean execute;

    @Override
    int run(SyncSettings settings) {
        return withCollection(settings, collection, (row, database, qdrant) -> {
            try (Rebuild rebuild = new Rebuild(settings, database, qdrant, Clock.systemUTC());
                    ConsoleProgress progress = ConsoleProgress.onStderr()) {
                String target = rebuild.rollbackTarget(row)
                        .orElseThrow(() -> new RefusedRebuildException("Collection " + row.name()
                                + " has no earlier generation to roll back to: it was dropped, or there never was"
                                + " one."));
                Outcome outcome = execute ? rebuild.rollback(row, progress) : rebuild.preview(row);
                progress.close();
                if (json()) {
                    printJson(outcome);
                } else if (execute) {
                    out().println("Collection " + row.name() + " is searched in " + target + " again, which has "
                            + number(outcome.points()) + " points; " + outcome.previous() + " is kept.");
                } else {
                    out().println("Would replay at most " + number(outcome.events()) + " events into " + target
                            + ", which has missed what was written since it was live, and then move the alias to it"
                            + " from " + outcome.previous() + ". Nothing was changed: add --execute to do it.");
                }
                out().flush();
                return ExitCode.DONE;
            }
        });
    }
}
