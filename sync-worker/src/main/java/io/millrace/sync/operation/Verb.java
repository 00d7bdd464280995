package io.millrace.sync.operation;

import com.zaxxer.hikari.HikariDataSource;
import io.millrace.schemas.transport.UntrustedServer;
import io.millrace.sync.collection.CollectionLedger;
import io.millrace.sync.collection.CollectionRow;
import io.millrace.sync.connection.DatabaseGuard;
import io.millrace.sync.connection.InvalidSettingsException;
import io.millrace.sync.connection.PostgresConnections;
import io.millrace.sync.connection.QdrantConnection;
import io.millrace.sync.connection.RefusedServerException;
import io.millrace.sync.connection.SyncSettings;
import io.millrace.sync.point.VectorStoreException;
import io.millrace.sync.rebuild.RefusedRebuildException;
import io.millrace.sync.retry.DependencyException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A verb on collections: opens what it needs, and turns every failure into one sentence and a code. */
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done; one sentence on stderr says why",
            "2:wrong usage",
            "3:no such collection or dead letter",
            "4:verify: Postgres and Qdrant differ",
            "5:verify: the pipeline did not pass all documents in time"
        })
abstract class Verb implements Callable<Integer> {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Spec
    private @org.jspecify.annotations.Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            return run(SyncSettings.from(System.getenv()::get));
        } catch (UnknownCollectionException e) {
            return failed(String.valueOf(e.getMessage()), ExitCode.NOT_FOUND);
        } catch (InvalidSettingsException
                | RefusedServerException
                | RefusedRebuildException
                | DependencyException
                | VectorStoreException e) {
            return failed(String.valueOf(e.getMessage()), ExitCode.FAILED);
        } catch (KafkaException e) {
            return failed(UntrustedServer.kafka(e).orElse(String.valueOf(e.getMessage())), ExitCode.FAILED);
        }
    }

    abstract int run(SyncSettings settings);

    /** What a verb on one collection works with. */
    interface OnCollection {
        int run(CollectionRow collection, HikariDataSource database, QdrantConnection qdrant);
    }

    static int withCollection(SyncSettings settings, String nameOrId, OnCollection action) {
        try (HikariDataSource database = PostgresConnections.pool(settings.postgres(), 3);
                QdrantConnection qdrant = new QdrantConnection(settings.qdrant(), DEADLINE)) {
            DatabaseGuard.check(database);
            CollectionRow collection = new CollectionLedger(database)
                    .find(nameOrId)
                    .filter(row -> !row.deleted())
                    .orElseThrow(() -> new UnknownCollectionException(nameOrId));
            return action.run(collection, database, qdrant);
        } catch (SQLException e) {
            throw new DependencyException(
                    "postgres-unavailable",
                    UntrustedServer.postgres(e)
                            .orElse("Postgres at " + settings.postgres().jdbcUrl() + " did not answer: "
                                    + e.getMessage()),
                    e);
        }
    }

    boolean json() {
        return json;
    }

    void printJson(Object result) {
        out().println(JSON.writeValueAsString(result));
        out().flush();
    }

    PrintWriter out() {
        return command().commandLine().getOut();
    }

    PrintWriter err() {
        return command().commandLine().getErr();
    }

    static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    private CommandSpec command() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the command before it calls it");
        }
        return spec;
    }

    private int failed(String sentence, int code) {
        err().println(sentence.endsWith(".") ? sentence : sentence + ".");
        err().flush();
        return code;
    }

    static final class UnknownCollectionException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownCollectionException(String nameOrId) {
            super("There is no collection '" + nameOrId + "'; './millrace collections list' names those that exist.");
        }
    }
}
