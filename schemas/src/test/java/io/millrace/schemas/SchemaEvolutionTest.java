package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** FULL_TRANSITIVE: every version of a schema reads, and is read by, every other. */
class SchemaEvolutionTest {

    private static final Path CURRENT = Path.of("src/main/avro");
    private static final Path HISTORY = Path.of("src/main/avro-history");

    @TestFactory
    Stream<DynamicTest> everyVersionReadsEveryOther() throws IOException {
        return currentFiles().stream()
                .map(file -> DynamicTest.dynamicTest(name(file), () -> assertFullTransitive(versions(file))));
    }

    @TestFactory
    Stream<DynamicTest> newestVersionOfTheHistoryIsTheCurrentSchema() throws IOException {
        return currentFiles().stream()
                .map(file -> DynamicTest.dynamicTest(name(file), () -> {
                    List<Schema> versions = versions(file);
                    assertThat(versions.getLast())
                            .as(
                                    "a changed schema is recorded as the next %s.vN.avsc; no recorded version is ever edited",
                                    name(file))
                            .isEqualTo(versions.get(versions.size() - 2));
                }));
    }

    @Test
    void anIncompatibleChangeIsCaught() {
        Schema before = parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"}]}");
        Schema after = parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"b\",\"type\":\"string\"}]}");
        assertThat(compatible(after, before)).isFalse();
    }

    private static void assertFullTransitive(List<Schema> versions) {
        for (Schema reader : versions) {
            for (Schema writer : versions) {
                assertThat(compatible(reader, writer))
                        .as("%s reads %s", reader, writer)
                        .isTrue();
            }
        }
    }

    private static boolean compatible(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    /** All recorded versions, oldest first, then the current one. */
    private static List<Schema> versions(Path file) throws IOException {
        List<Schema> versions = new ArrayList<>();
        for (int v = 1; Files.exists(HISTORY.resolve(name(file) + ".v" + v + ".avsc")); v++) {
            versions.add(parse(Files.readString(HISTORY.resolve(name(file) + ".v" + v + ".avsc"))));
        }
        assertThat(versions).as("%s has a history", name(file)).isNotEmpty();
        versions.add(parse(Files.readString(file)));
        return versions;
    }

    private static List<Path> currentFiles() throws IOException {
        try (Stream<Path> files = Files.list(CURRENT)) {
            return files.sorted().toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".avsc", "");
    }

    private static Schema parse(String json) {
        return new Schema.Parser().parse(json);
    }
}
