package io.millrace.ingest.migration;

import io.millrace.ingest.environment.Environment;
import io.millrace.schemas.database.DatabaseAdministrator;
import io.millrace.schemas.database.DatabaseMigrationException;
import io.millrace.schemas.database.DatabaseMigrator;
import io.millrace.schemas.database.DatabaseRole;
import io.millrace.schemas.database.DatabaseRollback;
import io.millrace.schemas.topic.TopicNames;
import io.millrace.schemas.topic.TopicProvisioner;
import io.millrace.schemas.topic.TopicSpec;
import io.millrace.schemas.transport.UntrustedServer;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Brings the database and the topics to what this build expects. */
@Command(
        name = "migrate",
        description = {
            "Brings the database to the newest schema, gives the roles their passwords and creates the base topics.",
            "Safe to run again. Reads MILLRACE_POSTGRES_DIRECT_URL (or MILLRACE_POSTGRES_URL), MILLRACE_ADMIN_USER, "
                    + "MILLRACE_ADMIN_PASSWORD, MILLRACE_{MIGRATE,INGEST,SYNC,QUERY,RELAY}_PASSWORD, MILLRACE_KAFKA_* and "
                    + "MILLRACE_TOPIC_PREFIX. A secret may be in a file instead, which its variable with _FILE behind it names."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, and a sentence says why", "2:wrong use"})
public final class MigrateCommand implements Callable<Integer> {

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** SQLSTATE of a migration that gave up waiting, so that those behind it need not. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for the servers (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "Partitions of the documents topic, if it must be created (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--roll-back-to",
            paramLabel = "VERSION",
            description = "Take back the migrations above this version, instead of applying any.")
    private Optional<Integer> rollBackTo = Optional.empty();

    @Option(names = "--execute", description = "With --roll-back-to: do it, instead of saying what would be done.")
    private boolean execute;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Of the topics that must be created (default: the broker's).")
    private Optional<Short> replicationFactor = Optional.empty();

    @Override
    public Integer call() {
        if ((execute && rollBackTo.isEmpty())
                || rollBackTo.filter(version -> version < 0).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--execute belongs to --roll-back-to, which takes a version of 0 or more");
        }
        if (timeoutSeconds < 0 || partitions < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout must be at least 0 and --partitions at least 1");
        }
        Environment environment = Environment.ofProcess();
        String variable = environment.get("MILLRACE_POSTGRES_DIRECT_URL").isPresent()
                ? "MILLRACE_POSTGRES_DIRECT_URL"
                : "MILLRACE_POSTGRES_URL";
        environment.transport().requireForPostgres(variable, environment.require(variable));
        DatabaseAdministrator administrator = new DatabaseAdministrator(
                environment.require(variable),
                environment.require("MILLRACE_ADMIN_USER"),
                environment.require("MILLRACE_ADMIN_PASSWORD"));
        if (rollBackTo.isPresent()) {
            return rollBack(administrator, rollBackTo.get());
        }
        Map<DatabaseRole, String> passwords = new EnumMap<>(DatabaseRole.class);
        for (DatabaseRole role : DatabaseRole.values()) {
            passwords.put(role, environment.require("MILLRACE_" + role.name() + "_PASSWORD"));
        }
        Map<String, Object> kafka = environment.kafkaClient();
        Instant deadline = Instant.now().plusSeconds(timeoutSeconds);
        int applied = waitFor(deadline, () -> DatabaseMigrator.migrate(administrator, passwords));
        List<TopicSpec> topics = baseTopics(environment.topicNames());
        waitFor(deadline, () -> ensure(kafka, topics));
        spec.commandLine()
                .getOut()
                .println("Migrated: " + applied + " migrations applied, schema version "
                        + DatabaseMigrator.SCHEMA_VERSION + ", " + topics.size() + " topics are there.");
        return 0;
    }

    private int rollBack(DatabaseAdministrator administrator, int version) {
        PrintWriter out = spec.commandLine().getOut();
        List<DatabaseRollback.Step> steps = execute
                ? DatabaseRollback.rollBack(administrator, version)
                : DatabaseRollback.plan(administrator, version);
        String verb = execute ? "Took back " : "Would take back ";
        steps.forEach(step -> out.println(verb + step.version() + " '" + step.description() + "'"));
        out.println(
                steps.isEmpty()
                        ? "Nothing to take back: no migration above " + version + " was applied."
                        : execute
                                ? "Start applications of version " + version + " or older only."
                                : "What their tables hold is lost. Stop the applications, make a backup, and add --execute.");
        return 0;
    }

    private List<TopicSpec> baseTopics(TopicNames names) {
        return List.of(
                TopicSpec.documents(names, partitions),
                TopicSpec.deadLetters(names.documents()),
                TopicSpec.collections(names),
                TopicSpec.relay(names));
    }

    private int ensure(Map<String, Object> kafka, List<TopicSpec> topics) {
        kafka.put("default.api.timeout.ms", 10_000);
        kafka.put("request.timeout.ms", 5_000);
        try (Admin admin = Admin.create(kafka)) {
            new TopicProvisioner(admin, replicationFactor).ensure(topics);
            return topics.size();
        }
    }

    /** Tries again while the server is only not there yet. */
    private static int waitFor(Instant deadline, Supplier<Integer> work) {
        while (true) {
            try {
                return work.get();
            } catch (DatabaseMigrationException | KafkaException e) {
                if (!mayPass(e) || Instant.now().isAfter(deadline)) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** No connection, a server that is starting (SQLSTATE classes 08 and 57), or a lock that is held; of Kafka, anything. */
    private static boolean mayPass(RuntimeException failure) {
        if (UntrustedServer.postgres(failure).isPresent()
                || UntrustedServer.kafka(failure).isPresent()) {
            return false;
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql) {
                String state = String.valueOf(sql.getSQLState());
                return state.startsWith("08") || state.startsWith("57") || state.equals(LOCK_NOT_AVAILABLE);
            }
        }
        return failure instanceof KafkaException;
    }
}
