package io.millrace.local.postgres;

import io.millrace.local.process.FileTree;
import io.millrace.local.process.LocalProcessException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the binaries of this platform from the class path, once per user and version. Thread-safe, process-safe. */
final class PostgresBinaries {
    private static final Pattern JAR_NAME = Pattern.compile("([^/!]+)\\.jar!?/");
    private static final int OWNER_EXECUTES = 0100;

    private PostgresBinaries() {}

    /** The installation directory, with {@code bin/postgres} and {@code bin/initdb}. */
    static synchronized Path home(Unprivileged unprivileged) {
        String archive = "/postgres-" + platform() + ".txz";
        URL resource = PostgresBinaries.class.getResource(archive);
        if (resource == null) {
            throw new LocalProcessException("There are no PostgreSQL binaries for " + System.getProperty("os.name")
                    + " on " + System.getProperty("os.arch") + ": run PostgreSQL yourself, or use docker compose.");
        }
        try {
            Path cache = Files.createDirectories(
                    unprivileged.cache().resolve("millrace").resolve("postgres"));
            Path home = cache.resolve(nameOf(resource, archive));
            return Files.isDirectory(home) ? home : unpack(resource, home);
        } catch (IOException e) {
            throw new LocalProcessException("Cannot unpack the PostgreSQL binaries: " + e.getMessage() + ".", e);
        }
    }

    private static Path unpack(URL resource, Path home) throws IOException {
        Path lockFile = home.resolveSibling(home.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (Files.isDirectory(home) || !lock.isValid()) {
                return home;
            }
            Path partial = home.resolveSibling(home.getFileName() + ".partial");
            FileTree.delete(partial);
            try (InputStream in = resource.openStream()) {
                extract(in, Files.createDirectory(partial));
            }
            return Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void extract(InputStream archive, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The archive has an entry outside its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.resolveSibling(".").normalize());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean executable = (entry.getMode() & OWNER_EXECUTES) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    /** The name of the jar, which has the platform and the version: another version goes to another folder. */
    private static String nameOf(URL resource, String archive) {
        Matcher jars = JAR_NAME.matcher(resource.toString());
        String name = archive.substring(1);
        while (jars.find()) {
            name = jars.group(1);
        }
        return name;
    }

    private static String platform() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = name.contains("mac") ? "darwin" : name.contains("linux") ? "linux" : "unsupported";
        return system + (arch.equals("aarch64") || arch.equals("arm64") ? "-arm_64" : "-x86_64");
    }
}
