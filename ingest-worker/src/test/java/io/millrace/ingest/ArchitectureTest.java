package io.millrace.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.ingest", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesAreNamedForTheirNouns = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..dto..", "..manager..");

    @ArchTest
    static final ArchRule workersDoNotDependOnEachOther = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.sync..", "io.millrace.query..", "io.millrace.local..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.millrace.ingest.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theCommandLineStartsNoSpring = noClasses()
            .that()
            .resideInAnyPackage("..publish..", "..migration..", "..environment..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule cuttingTextNeedsNeitherADatabaseNorABroker = noClasses()
            .that()
            .resideInAPackage("..chunk..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jooq..", "org.apache.kafka..", "org.springframework..");

    /** jOOQ binds every value; nothing here makes a statement of its own. */
    @ArchTest
    static final ArchRule noStatementIsMadeByHand = noClasses()
            .that()
            .resideInAnyPackage("..document..", "..outbox..", "..collection..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(java.sql.Statement.class, java.sql.PreparedStatement.class);

    @ArchTest
    static final ArchRule sleepIsNoWayToWait = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule settingsBesideTheirUserAreRecords =
            classes().that().haveSimpleNameEndingWith("Properties").should().beRecords();
}
