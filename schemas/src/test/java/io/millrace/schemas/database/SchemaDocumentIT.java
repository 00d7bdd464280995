package io.millrace.schemas.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.database.Catalog.Column;
import io.millrace.schemas.database.Catalog.Relation;
import io.millrace.schemas.database.Catalog.Routine;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SchemaDocumentIT {

    private static final Path DOCUMENT = Path.of("..", "docs", "schema.md");

    private static Catalog catalog;

    @BeforeAll
    static void readTheMigratedDatabase() throws Exception {
        catalog = Catalog.of(MigratingDatabase.newest());
    }

    @Test
    void documentIsCurrent() throws Exception {
        String now = SchemaDocument.of(catalog);
        if (Boolean.getBoolean("millrace.docs.write")) {
            Files.writeString(DOCUMENT, now);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("docs/schema.md; to write it anew: -Dmillrace.docs.write=true")
                .isEqualTo(now);
    }

    @Test
    void everyTableViewColumnAndFunctionHasAComment() {
        assertThat(catalog.relations().stream()
                        .filter(relation -> relation.comment().isEmpty())
                        .map(Relation::name))
                .isEmpty();
        assertThat(catalog.relations().stream()
                        .flatMap(relation -> relation.columns().stream()
                                .filter(column -> column.comment().isEmpty())
                                .map(Column::name)
                                .map(name -> relation.name() + "." + name)))
                .isEmpty();
        assertThat(catalog.routines().stream()
                        .filter(routine -> routine.comment().isEmpty())
                        .map(Routine::signature))
                .isEmpty();
    }
}
