package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The compose file says what the images and the applications say. */
class ComposeFileTest {

    private static final Path ROOT = Path.of("../..");
    private static final Pattern VARIABLE = Pattern.compile("MILLRACE_[A-Z_]+");

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "kafka", "qdrant"})
    void serversHaveThePinnedVersions(String server) throws IOException {
        String pinned = Files.readString(ROOT.resolve("infra/images/" + server + ".Dockerfile"))
                .strip()
                .replace("FROM ", "image: ");
        assertThat(compose().lines().map(String::strip)).contains(pinned);
    }

    @Test
    void theBrokerIsOfTheClientsVersion() throws IOException {
        assertThat(Files.readString(ROOT.resolve("pom.xml")))
                .contains("<kafka.version>"
                        + Files.readString(ROOT.resolve("infra/images/kafka.Dockerfile"))
                                .strip()
                                .replace("FROM apache/kafka:", "")
                        + "</kafka.version>");
    }

    @Test
    void variablesAreThoseOfTheApplications() throws IOException {
        SequencedSet<String> known = new LinkedHashSet<>();
        for (String module : List.of("ingest-worker", "sync-worker", "query-api", "infra/local")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    known.addAll(variables(Files.readString(file)));
                }
            }
        }
        // Of the compose file alone: what its servers are given, under names of its own.
        known.add("MILLRACE_KAFKA_PASSWORD");
        assertThat(known)
                .containsAll(variables(compose()).stream()
                        .map(name -> name.replaceFirst("_FILE$", ""))
                        .toList());
    }

    @Test
    void everyCredentialOfTheComposeFileIsGenerated() throws IOException {
        Matcher used =
                Pattern.compile("(?:\\$\\{|environment: )(MILLRACE_[A-Z_]+)").matcher(compose());
        String generator = Files.readString(ROOT.resolve("infra/compose/make-env"));
        while (used.find()) {
            String role = used.group(1).replaceAll("MILLRACE_([A-Z]+)_PASSWORD", "$1");
            assertThat(generator).contains(role);
        }
    }

    @Test
    void everySecretOfAnApplicationIsAFileThatItsServiceSees() throws IOException {
        Map<String, Map<String, Map<String, ?>>> file = new Yaml().load(compose());
        List<String> applications = List.of("migrate", "ingest-worker", "sync-worker", "query-api");
        for (String service : applications) {
            Map<String, ?> described = file.get("services").get(service);
            List<String> granted = ((List<?>) described.get("secrets"))
                    .stream().map(Object::toString).sorted().toList();
            assertThat(file.get("secrets").keySet()).containsAll(granted);
            Map<?, ?> environment = (Map<?, ?>) described.get("environment");
            assertThat(environment.keySet()).allMatch(name -> !name.toString().matches(".*(PASSWORD|KEY|CONFIG)"));
            assertThat(environment.values().stream()
                            .map(Object::toString)
                            .filter(value -> value.startsWith("/run/secrets/"))
                            .map(value -> value.replace("/run/secrets/", ""))
                            .sorted()
                            .toList())
                    .isEqualTo(granted)
                    .contains("MILLRACE_KAFKA_SASL_JAAS_CONFIG");
        }
    }

    private static String compose() throws IOException {
        return Files.readString(ROOT.resolve("docker-compose.yml"));
    }

    private static SequencedSet<String> variables(String text) {
        SequencedSet<String> found = new LinkedHashSet<>();
        VARIABLE.matcher(text).results().forEach(match -> found.add(match.group()));
        return found;
    }
}
