package io.millrace.sync;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.millrace.sync", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleBoundariesTest {

    @ArchTest
    static final ArchRule nothingIsEmbeddedHere = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.embedding..", "dev.langchain4j..", "ai.onnxruntime..");

    @ArchTest
    static final ArchRule workersDoNotDependOnEachOther = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.ingest..", "io.millrace.query..", "io.millrace.local..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.millrace.sync.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheApplicationKnowsSpring = noClasses()
            .that()
            .resideInAPackage("io.millrace.sync.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule pointsAreWrittenInOnePlace =
            classes().that().haveSimpleName("QdrantPointSink").should().resideInAPackage("io.millrace.sync.point");

    /** Not even by reflection: embedding is not on this module's class path, so a rebuild cannot embed. */
    @Test
    void embeddingIsNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("dev.langchain4j.model.embedding.EmbeddingModel"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
