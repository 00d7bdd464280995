package io.millrace.sync.operation;

import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.retry.StopSignal;
import io.millrace.sync.verify.Difference;
import io.millrace.sync.verify.Verification;
import io.millrace.sync.verify.Verification.Report;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify C}: proof that Postgres and Qdrant agree, or what they disagree on. */
@Command(
        name = "verify",
        description = "Compare every chunk in Postgres with every point in Qdrant: id, version and content hash, both"
                + " ways, while others write.")
public final class VerifyCommand extends Verb {

    private static final int ROWS = 50;

    @Parameters(paramLabel = "COLLECTION", description = "Name or id.")
    private String collection = "";

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long the pipeline may take to pass what is being written (default: ${DEFAULT-VALUE}).")
    private int wait;

    @Override
    int run(SyncSettings settings) {
        return withCollection(settings, collection, (row, database, qdrant) -> {
            Report report = new Verification(database, qdrant, new StopSignal())
                    .compare(row, row.store().value(), Duration.ofSeconds(Math.max(0, wait)), () -> {});
            if (json()) {
                printJson(report);
            } else {
                print(report);
            }
            if (!report.differences().isEmpty()) {
                return ExitCode.DIFFERENT;
            }
            return report.undecided() > 0 ? ExitCode.UNDECIDED : ExitCode.DONE;
        });
    }

    private void print(Report report) {
        out().println("Compared " + number(report.chunks()) + " chunks in Postgres with " + number(report.points())
                + " points in Qdrant.");
        if (report.equal()) {
            out().println("They are equal.");
        }
        for (Difference.Kind kind : Difference.Kind.values()) {
            if (report.count(kind) > 0) {
                out().println(kind.name().toLowerCase(Locale.ROOT) + ": " + number(report.count(kind)));
            }
        }
        if (report.undecided() > 0) {
            out().println("undecided: " + number(report.undecided())
                    + " (the pipeline did not pass their documents in time; is a worker running?)");
        }
        report.differences().stream()
                .limit(ROWS)
                .forEach(d -> out().println(String.format(
                        Locale.ROOT,
                        "%-8s  chunk %s  document %s  postgres %s  qdrant %s",
                        d.kind(),
                        d.chunkId(),
                        d.documentId() == null ? "unknown" : d.documentId(),
                        d.postgresVersion() == null ? "-" : "v" + d.postgresVersion(),
                        d.qdrantVersion() == null ? "-" : "v" + d.qdrantVersion())));
        if (report.differences().size() > ROWS) {
            out().println("… and " + number(report.differences().size() - ROWS) + " more; --json lists all.");
        }
        out().flush();
    }
}
