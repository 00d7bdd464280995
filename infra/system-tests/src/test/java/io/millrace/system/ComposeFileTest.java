package io.millrace.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(known).containsAll(variables(compose()));
    }

    @Test
    void everyCredentialOfTheComposeFileIsGenerated() throws IOException {
        Matcher used = Pattern.compile("\\$\\{(MILLRACE_[A-Z_]+)").matcher(compose());
        String generator = Files.readString(ROOT.resolve("infra/compose/make-env"));
        while (used.find()) {
            String role = used.group(1).replaceAll("MILLRACE_([A-Z]+)_PASSWORD", "$1");
            assertThat(generator).contains(role);
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
