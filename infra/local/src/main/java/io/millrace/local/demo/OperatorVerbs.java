package io.millrace.local.demo;

import io.millrace.local.process.JavaCommand;
import io.millrace.local.system.Component;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the applications' own verbs, as a user would from a shell, one at a time. {@link #kill} may come from any thread. */
final class OperatorVerbs {
    private static final Duration BOUND = Duration.ofMinutes(6);

    private final DemoSystem system;
    private volatile @Nullable Process running;

    OperatorVerbs(DemoSystem system) {
        this.system = system;
    }

    /**
     * Runs a verb with {@code --json}.
     *
     * @param progress is told each line of its stderr
     * @return what it printed on stdout
     * @throws DemoFailedException with its last sentence when it does not exit with 0
     */
    JsonNode run(Component application, Consumer<String> progress, String... arguments) {
        JavaCommand command = system.verb(application, arguments).withArguments("--json");
        String name = "'" + arguments[0] + "'";
        try {
            Process process = command.processBuilder()
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            running = process;
            CompletableFuture<String> stdout = read(process.getInputStream(), line -> {});
            CompletableFuture<String> stderr = read(process.getErrorStream(), progress);
            if (!process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)) {
                throw new DemoFailedException(name + " did not end within " + BOUND.toMinutes() + " minutes.");
            }
            if (process.exitValue() != 0) {
                String said = (stdout.join() + stderr.join()).strip();
                throw new DemoFailedException(name + " of the " + application.label() + " ended with exit code "
                        + process.exitValue() + ": " + said.substring(said.lastIndexOf('\n') + 1));
            }
            return JsonMapper.shared().readTree(stdout.join());
        } catch (IOException e) {
            throw new DemoFailedException(name + " cannot be run: " + e.getMessage() + ".", e);
        } catch (JacksonException e) {
            throw new DemoFailedException(name + " printed something that is not JSON.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailedException("Interrupted.", e);
        } finally {
            kill();
        }
    }

    /** Publishes the articles and waits until they are searchable. */
    JsonNode publish(ArticleFolder articles, Consumer<String> progress) {
        return run(
                Component.INGEST_WORKER,
                progress,
                "publish",
                articles.path().toString(),
                "--collection",
                DemoCollection.NAME,
                "--wait");
    }

    /** Ends the verb that is running, if any. */
    void kill() {
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static CompletableFuture<String> read(InputStream stream, Consumer<String> lines) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("millrace-demo-output").start(() -> {
            StringBuilder all = new StringBuilder();
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    all.append(line).append('\n');
                    lines.accept(line);
                }
                text.complete(all.toString());
            } catch (IOException e) {
                // Killed: what it said until then is enough
                text.complete(all.toString());
            }
        });
        return text;
    }
}
