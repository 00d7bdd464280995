package io.millrace.ingest;

import io.millrace.ingest.database.StartRefusedException;
import io.millrace.schemas.secret.SecretVariables;
import io.millrace.schemas.secret.UnusableSecretException;
import io.millrace.schemas.transport.UnsafeTransportException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Starts the application. A class of its own, so that the other verbs load nothing of Spring. */
final class WorkerLauncher {

    private WorkerLauncher() {}

    /** @return whether it runs; if not, a sentence on standard error has said why, or Spring Boot has */
    static boolean launch(String... args) {
        try {
            Map<String, String> secrets = SecretVariables.inFiles(System.getenv());
            SpringApplication application = new SpringApplication(IngestWorkerApplication.class);
            application.setLogStartupInfo(false);
            application.addInitializers(context -> add(secrets, context.getEnvironment()));
            application.run(args);
            return true;
        } catch (RuntimeException e) {
            String sentence = sentence(e);
            if (sentence == null) {
                LoggerFactory.getLogger(WorkerLauncher.class)
                        .atError()
                        .setCause(e)
                        .log("the worker did not start");
            } else {
                System.err.println(sentence);
            }
            return false;
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

    /** What an operator can act on; null if the failure was not foreseen. */
    private static @Nullable String sentence(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof StartRefusedException
                    || t instanceof UnsafeTransportException
                    || t instanceof UnusableSecretException
                    || t instanceof CancellationException) {
                return t.getMessage();
            }
            if (t instanceof IllegalArgumentException
                    && String.valueOf(t.getMessage()).startsWith("millrace.")) {
                return t.getMessage();
            }
        }
        return null;
    }
}
