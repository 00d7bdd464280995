package io.millrace.local.postgres;

import io.millrace.local.process.FileTree;
import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The data directory: created once, whole or not at all, and configured anew before each start. */
final class PostgresDirectory {
    private static final String OUR_CONFIGURATION = "millrace.conf";

    /** Over a socket on loopback, with a password that SCRAM proves; nothing else is let in. */
    private static final String HOST_BASED_AUTHENTICATION = """
            # type  database     user  address       method
            host    all          all   127.0.0.1/32  scram-sha-256
            host    replication  all   127.0.0.1/32  scram-sha-256
            """;

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("wal_level", "logical"),
            Map.entry("max_wal_senders", "32"),
            Map.entry("max_replication_slots", "32"),
            Map.entry("max_connections", "200"),
            Map.entry("shared_buffers", "64MB"),
            Map.entry("min_wal_size", "64MB"),
            Map.entry("max_wal_size", "512MB"),
            Map.entry("max_slot_wal_keep_size", "4GB"),
            // A log file that is used again keeps its old bytes: what was erased must leave the disk.
            Map.entry("wal_recycle", "off"),
            Map.entry("wal_init_zero", "off"),
            Map.entry("jit", "off"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("log_line_prefix", "%m [%p] %u@%d "));

    private final PostgresProperties properties;
    private final Path home;
    private final Unprivileged unprivileged;

    PostgresDirectory(PostgresProperties properties, Path home, Unprivileged unprivileged) {
        this.properties = properties;
        this.home = home;
        this.unprivileged = unprivileged;
    }

    /** Creates the cluster when there is none, and writes the configuration for the next start. */
    void prepare() {
        Path data = properties.dataDirectory();
        try {
            Files.createDirectories(properties.directory());
            if (!Files.exists(data)) {
                create(data);
            } else if (!Files.exists(data.resolve("PG_VERSION"))) {
                throw new LocalProcessException(
                        data + " is not a PostgreSQL data directory: move it away and start again.");
            }
            Files.writeString(data.resolve(OUR_CONFIGURATION), configuration());
            removeRecycledLock(data.resolve("postmaster.pid"));
            unprivileged.own(data);
        } catch (IOException e) {
            throw new LocalProcessException(
                    "Cannot prepare the PostgreSQL data in " + data + ": " + e.getMessage() + ".", e);
        }
    }

    private void create(Path data) throws IOException {
        Path next = data.resolveSibling("data.new");
        FileTree.delete(next);
        Files.createDirectory(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        unprivileged.own(next);
        Path password = Files.createTempFile(properties.directory(), "password", "");
        try {
            Files.writeString(password, properties.superuserPassword());
            initialise(next, password);
        } finally {
            Files.delete(password);
        }
        Files.writeString(next.resolve("pg_hba.conf"), HOST_BASED_AUTHENTICATION);
        Files.writeString(
                next.resolve("postgresql.conf"), "\ninclude '" + OUR_CONFIGURATION + "'\n", StandardOpenOption.APPEND);
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void initialise(Path data, Path password) throws IOException {
        List<String> command = new ArrayList<>(unprivileged.command(
                home.resolve("bin/initdb").toString(),
                "--pgdata=" + data,
                "--username=" + LocalPostgres.SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions"));
        if ("off".equals(properties.settings().get("fsync"))) {
            command.add("--no-sync");
        }
        Process initdb = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (initdb.waitFor() != 0) {
                throw new LocalProcessException("PostgreSQL could not create its data directory: "
                        + output.strip().lines().reduce("", (first, last) -> last));
            }
        } catch (InterruptedException e) {
            initdb.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LocalProcessException("Interrupted while PostgreSQL created its data directory.", e);
        }
    }

    private String configuration() {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.putAll(properties.settings());
        settings.put("port", Integer.toString(properties.port()));
        StringBuilder text = new StringBuilder("# Written before each start: use ALTER SYSTEM for lasting changes\n");
        settings.forEach((name, value) -> text.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        return text.toString();
    }

    /**
     * PostgreSQL refuses to start while the process named in a crashed server's lock file exists, whatever that process
     * is. We only get here when our server is not running, so any such process but a postgres has its recycled pid.
     */
    private static void removeRecycledLock(Path lock) throws IOException {
        if (!Files.exists(lock)) {
            return;
        }
        Optional<String> owner = Files.readAllLines(lock).stream()
                .findFirst()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                .flatMap(handle -> handle.info().command());
        if (owner.isPresent() && !owner.get().endsWith("/postgres")) {
            Files.delete(lock);
        }
    }
}
