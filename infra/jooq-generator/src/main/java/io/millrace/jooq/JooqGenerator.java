package io.millrace.jooq;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;

/**
 * Generates jOOQ's classes from a migrated embedded PostgreSQL. Does nothing when neither the migrations nor this
 * generator's revision have changed since the output was written.
 */
public final class JooqGenerator {

    /** Raised when what is generated from the same migrations changes. */
    private static final String REVISION = "1";

    private static final String SCHEMA = "millrace";

    /** Held, since java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger FLYWAY_LOGGER = Logger.getLogger("org.flywaydb");

    private JooqGenerator() {}

    /**
     * @param args the folder of migrations, the folder to write to, and the package of the generated classes
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            throw new IllegalArgumentException("usage: JooqGenerator MIGRATIONS OUTPUT PACKAGE");
        }
        generate(Path.of(args[0]), Path.of(args[1]), args[2]);
    }

    private static void generate(Path migrations, Path output, String packageName) throws Exception {
        Path stamp = output.resolve(".generated-from");
        String fingerprint = fingerprint(migrations, packageName);
        if (Files.exists(stamp) && Files.readString(stamp).equals(fingerprint)) {
            return;
        }
        FLYWAY_LOGGER.setLevel(Level.SEVERE);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                // As the real servers have it: the migrations create a publication.
                .setServerConfig("wal_level", "logical")
                .start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Flyway.configure()
                    .dataSource(url, "postgres", "")
                    .locations("filesystem:" + migrations)
                    .defaultSchema(SCHEMA)
                    .createSchemas(true)
                    // As the real migrator has it: see DatabaseMigrator.
                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                    .load()
                    .migrate();
            GenerationTool.generate(configuration(url, output, packageName));
        }
        Files.writeString(stamp, fingerprint);
    }

    private static Configuration configuration(String url, Path output, String packageName) {
        return new Configuration()
                .withLogging(Logging.WARN)
                .withJdbc(new Jdbc()
                        .withDriver("org.postgresql.Driver")
                        .withUrl(url)
                        .withUser("postgres")
                        .withPassword(""))
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                .withInputSchema(SCHEMA)
                                // A hundred partitions are one table to every query.
                                .withExcludes("flyway_schema_history|chunks_part_.*|outbox_\\d+|outbox_default")
                                .withForcedTypes(new ForcedType()
                                        .withName("INSTANT")
                                        .withIncludeTypes("(?i)timestamp with time zone|timestamptz")))
                        .withGenerate(new Generate()
                                .withDaos(false)
                                .withPojos(false)
                                .withRecords(true)
                                .withJavaTimeTypes(true)
                                .withGeneratedAnnotation(true))
                        .withTarget(new Target().withPackageName(packageName).withDirectory(output.toString())));
    }

    private static String fingerprint(Path migrations, String packageName) throws IOException {
        try (Stream<Path> files = Files.list(migrations)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((REVISION + packageName).getBytes(StandardCharsets.UTF_8));
            List<Path> sorted = files.sorted().toList();
            for (Path file : sorted) {
                digest.update(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("this JDK has no SHA-256", e));
        }
    }
}
