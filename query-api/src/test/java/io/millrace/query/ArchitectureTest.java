package io.millrace.query;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.query");

    /** A statement that begins in a literal and goes on with what is not one. */
    private static final Pattern CONCATENATED_SQL = Pattern.compile(
            "\"\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\\b[^\"]*\"(\"\")?\\s*(\\+\\s*[^\"\\s]|\\.formatted)");

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.millrace.query.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void commandLineReachesTheServerByHttpOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.millrace.query.client")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.query.search",
                        "io.millrace.query.document",
                        "io.millrace.query.collection",
                        "io.millrace.query.access",
                        "org.springframework..",
                        "org.jooq..")
                .check(CLASSES);
    }

    @Test
    void onlyPointsAndFiltersAndTheReportKnowQdrant() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.millrace.query.document",
                        "io.millrace.query.collection",
                        "io.millrace.query.access",
                        "io.millrace.query.listing",
                        "io.millrace.query.problem")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.qdrant..")
                .check(CLASSES);
    }

    @Test
    void noStatementIsPutTogetherFromText() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<Path> concatenating = sources.filter(p -> p.toString().endsWith(".java"))
                    .filter(ArchitectureTest::concatenates)
                    .toList();
            assertThat(concatenating).isEmpty();
        }
        assertThat("\"SELECT 1 FROM \" + table")
                .matches(t -> CONCATENATED_SQL.matcher(t).find());
    }

    private static boolean concatenates(Path source) {
        try {
            return CONCATENATED_SQL.matcher(Files.readString(source)).find();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
