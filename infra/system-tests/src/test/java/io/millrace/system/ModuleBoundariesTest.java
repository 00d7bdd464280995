package io.millrace.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleBoundariesTest {

    private static final String SCHEMAS = "io.millrace.schemas..";
    private static final String EMBEDDING = "io.millrace.embedding..";
    private static final String INGEST = "io.millrace.ingest..";
    private static final String SYNC = "io.millrace.sync..";
    private static final String QUERY = "io.millrace.query..";
    private static final String LOCAL = "io.millrace.local..";

    @ArchTest
    static final ArchRule schemasKnowNothingOfOurs = noClasses()
            .that()
            .resideInAPackage(SCHEMAS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(EMBEDDING, INGEST, SYNC, QUERY, LOCAL);

    @ArchTest
    static final ArchRule ingestKnowsNoOtherWorker = noClasses()
            .that()
            .resideInAPackage(INGEST)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SYNC, QUERY, LOCAL);

    /** So that a rebuild cannot embed: there is nothing to embed with. */
    @ArchTest
    static final ArchRule syncKnowsNoOtherWorkerAndNoEmbedding = noClasses()
            .that()
            .resideInAPackage(SYNC)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INGEST, QUERY, LOCAL, EMBEDDING);

    @ArchTest
    static final ArchRule queryKnowsNoWorker = noClasses()
            .that()
            .resideInAPackage(QUERY)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(INGEST, SYNC, LOCAL);

    @ArchTest
    static final ArchRule theLocalSystemKnowsNoApplication = noClasses()
            .that()
            .resideInAPackage(LOCAL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SCHEMAS, EMBEDDING, INGEST, SYNC, QUERY);

    @ArchTest
    static final ArchRule packagesAreNamedForNouns = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..helper..", "..dto..", "..impl..", "..manager..");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class);
}
