package io.millrace.query;

import io.millrace.query.client.ExitCode;
import io.millrace.query.client.Verbs;
import io.millrace.query.problem.DatabaseFailures;
import io.millrace.schemas.secret.SecretVariables;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code run} starts the server; every other verb is a client of one. Without a verb it is {@code run}. */
@Command(
        name = "./millrace",
        description = "Searches, and looks after collections and documents.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong use",
            "5:no such collection or document",
            "6:not authorised",
            "7:service unavailable, or asked too often: try again"
        })
public final class QueryApiMain implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    private QueryApiMain() {}

    public static void main(String[] args) {
        CommandLine root = commandLine(System.getenv());
        int code = root.execute(args);
        if (code != ExitCode.OK || !isServer(root)) {
            System.exit(code);
        }
    }

    /** The command line, with this environment in place of the process's. */
    public static CommandLine commandLine(Map<String, String> environment) {
        CommandLine root = new CommandLine(new QueryApiMain());
        root.addSubcommand("run", new CommandLine(new Run()));
        return Verbs.addTo(root, environment);
    }

    @Override
    public Integer call() {
        return serve(new String[0]);
    }

    /** The server goes on after its verb has returned. */
    private static boolean isServer(CommandLine root) {
        CommandLine.ParseResult parsed = root.getParseResult();
        return !parsed.isUsageHelpRequested()
                && (!parsed.hasSubcommand()
                        || ("run".equals(parsed.subcommand().commandSpec().name())
                                && !parsed.subcommand().isUsageHelpRequested()));
    }

    private static int serve(String[] settings) {
        try {
            Map<String, String> secrets = SecretVariables.inFiles(System.getenv());
            SpringApplication application = new SpringApplication(QueryApiApplication.class);
            application.addInitializers(context -> add(secrets, context.getEnvironment()));
            ConfigurableApplicationContext running = application.run(settings);
            LoggerFactory.getLogger(QueryApiMain.class)
                    .atInfo()
                    .addKeyValue("port", running.getEnvironment().getProperty("local.server.port"))
                    .log("answering requests");
            return ExitCode.OK;
        } catch (RuntimeException e) {
            String sentence = startFailure(e);
            LoggerFactory.getLogger(QueryApiMain.class).atDebug().setCause(e).log("start failed");
            System.err.println("error: the query API did not start: " + sentence);
            return DatabaseFailures.isUnavailable(e) ? ExitCode.UNAVAILABLE : ExitCode.FAILURE;
        }
    }

    /** As though they were in variables. */
    static void add(Map<String, String> secrets, ConfigurableEnvironment environment) {
        String variables = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        // By the end of its name Spring Boot knows that its keys are written like variables.
        environment
                .getPropertySources()
                .addAfter(
                        variables,
                        new SystemEnvironmentPropertySource("secretFiles-" + variables, Map.copyOf(secrets)));
    }

    /** The deepest cause that was written for an operator, or else the deepest. */
    private static String startFailure(Throwable failure) {
        String said = failure.toString();
        for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (message != null) {
                said = message;
            }
            if (t instanceof IllegalStateException
                    && t.getStackTrace().length > 0
                    && t.getStackTrace()[0].getClassName().startsWith("io.millrace.")) {
                break;
            }
        }
        return said.lines().findFirst().orElse(said);
    }

    /** {@code run}, with settings of Spring Boot such as {@code --server.port=0}. */
    @Command(name = "run", description = "Runs the HTTP server. This is also what happens without a verb.")
    static final class Run implements Callable<Integer> {

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Show this help.")
        boolean help;

        @Spec
        CommandSpec spec;

        @Unmatched
        String[] settings = {};

        @SuppressWarnings("NullAway.Init") // picocli sets the field before it calls
        Run() {}

        @Override
        public Integer call() {
            for (String setting : settings) {
                if (!setting.matches("--[a-z][a-zA-Z0-9.\\[\\]-]*=.*")) {
                    throw new CommandLine.ParameterException(
                            spec.commandLine(), "'" + setting + "' is not a setting: write --name=value.");
                }
            }
            return serve(settings);
        }
    }
}
