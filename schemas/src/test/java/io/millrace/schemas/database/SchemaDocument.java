package io.millrace.schemas.database;

import io.millrace.schemas.database.Catalog.Column;
import io.millrace.schemas.database.Catalog.Kind;
import io.millrace.schemas.database.Catalog.Reference;
import io.millrace.schemas.database.Catalog.Relation;
import java.util.List;
import java.util.stream.Collectors;

/** {@code docs/schema.md}: the catalog as diagrams and tables. */
final class SchemaDocument {

    private record Area(String title, List<String> tables) {}

    private static final List<Area> AREAS = List.of(
            new Area("Identity and access", List.of("users", "api_keys", "refresh_tokens", "collection_permissions")),
            new Area(
                    "Content",
                    List.of(
                            "collections",
                            "collection_sources",
                            "collection_resource_limits",
                            "collection_counters",
                            "chunking_strategies",
                            "chunking_configs",
                            "documents",
                            "chunks",
                            "embeddings")),
            new Area("Conversation", List.of("conversations", "messages", "chat_history", "query_logs")));

    private static final String REST = "Operations";

    private SchemaDocument() {}

    static String of(Catalog catalog) throws IllegalAccessException {
        StringBuilder text = new StringBuilder();
        text.append("""
                # Schema

                Made from the migrated database by `SchemaDocumentIT`, which fails when it is not current;
                `./mvnw -pl schemas -am verify -Dit.test=SchemaDocumentIT -Dmillrace.docs.write=true` writes it anew.
                Each migration `V<n>` in `schemas/src/main/resources/db/migration` has a script `R<n>` in `db/rollback` that takes
                it back.

                """);
        for (Area area : AREAS) {
            area(text, area.title(), tables(catalog, area));
        }
        area(
                text,
                REST,
                catalog.relations().stream()
                        .filter(relation -> relation.kind() == Kind.TABLE)
                        .filter(relation ->
                                AREAS.stream().noneMatch(a -> a.tables().contains(relation.name())))
                        .toList());
        text.append("## Views\n\n");
        catalog.relations().stream()
                .filter(relation -> relation.kind() != Kind.TABLE)
                .forEach(relation -> details(text, relation));
        text.append("## Functions\n\n| function | what it does |\n|---|---|\n");
        catalog.routines()
                .forEach(routine -> text.append("| `")
                        .append(routine.signature())
                        .append("` | ")
                        .append(routine.comment().orElse(""))
                        .append(" |\n"));
        return text.append('\n').append(QdrantDescription.text()).toString();
    }

    private static List<Relation> tables(Catalog catalog, Area area) {
        return area.tables().stream()
                .flatMap(name -> catalog.relations().stream()
                        .filter(relation -> relation.name().equals(name)))
                .toList();
    }

    private static void area(StringBuilder text, String title, List<Relation> relations) {
        if (relations.isEmpty()) {
            return;
        }
        text.append("## ").append(title).append("\n\n```mermaid\nerDiagram\n");
        for (Relation relation : relations) {
            text.append("    ").append(relation.name()).append(" {\n");
            for (Column column : relation.columns()) {
                text.append("        ")
                        .append(mermaidType(column.type()))
                        .append(' ')
                        .append(column.name())
                        .append(column.key() ? " PK" : "")
                        .append('\n');
            }
            text.append("    }\n");
        }
        for (Relation relation : relations) {
            for (Reference reference : relation.references()) {
                text.append("    ")
                        .append(reference.table())
                        .append(" ||--o{ ")
                        .append(relation.name())
                        .append(" : \"")
                        .append(reference.columns())
                        .append("\"\n");
            }
        }
        text.append("```\n\n");
        relations.forEach(relation -> details(text, relation));
    }

    private static void details(StringBuilder text, Relation relation) {
        text.append("### `").append(relation.name()).append("`\n\n");
        relation.comment().ifPresent(comment -> text.append(comment).append("\n\n"));
        text.append("| column | type | null | what it is |\n|---|---|---|---|\n");
        for (Column column : relation.columns()) {
            text.append("| `")
                    .append(column.name())
                    .append("` | ")
                    .append(column.type())
                    .append(" | ")
                    .append(column.required() ? "no" : "yes")
                    .append(" | ")
                    .append(column.comment().orElse(""))
                    .append(" |\n");
        }
        text.append('\n');
        if (!relation.indexes().isEmpty()) {
            text.append(relation.indexes().stream()
                            .map(index -> "`" + index + "`")
                            .collect(Collectors.joining(", ", "Indexes beside its keys: ", ".")))
                    .append("\n\n");
        }
    }

    /** A type in a Mermaid diagram is one word. */
    private static String mermaidType(String type) {
        return type.replace("timestamp with time zone", "timestamptz")
                .replace("double precision", "double")
                .replace(' ', '_');
    }
}
