package io.millrace.ingest;

import io.millrace.ingest.database.StartRefusedException;
import io.millrace.schemas.transport.UnsafeTransportException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;

/** Starts the application. A class of its own, so that the other verbs load nothing of Spring. */
final class WorkerLauncher {

    private WorkerLauncher() {}

    /** @return whether it runs; if not, a sentence on standard error has said why, or Spring Boot has */
    static boolean launch(String... args) {
        try {
            SpringApplication application = new SpringApplication(IngestWorkerApplication.class);
            application.setLogStartupInfo(false);
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

    /** What an operator can act on; null if the failure was not foreseen. */
    private static @Nullable String sentence(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof StartRefusedException
                    || t instanceof UnsafeTransportException
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
