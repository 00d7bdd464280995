package io.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.embedding.ModelProperties;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;

class WorkerLauncherTest {

    @Test
    void aSecretFromAFileIsBoundAsOneFromAVariableIs() {
        StandardEnvironment environment = new StandardEnvironment();
        WorkerLauncher.add(
                Map.of(
                        "MILLRACE_RELAY_PASSWORD", "of the relay",
                        "MILLRACE_EMBEDDING_MODELS_BOOK_APIKEY", "of a model"),
                environment);
        assertThat(environment.resolvePlaceholders("${MILLRACE_RELAY_PASSWORD:}"))
                .isEqualTo("of the relay");
        assertThat(Binder.get(environment)
                        .bind("millrace.embedding.models.book", ModelProperties.class)
                        .get()
                        .apiKey())
                .isEqualTo("of a model");
    }
}
