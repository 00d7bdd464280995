package io.millrace.local.system;

import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Where one local system keeps its state: only its owner may enter. */
record StateFolder(Path path) {
    private static final long ENOUGH_BYTES = 512L * 1024 * 1024;
    private static final long MEGABYTE = 1024L * 1024;

    StateFolder {
        path = path.toAbsolutePath().normalize();
    }

    /** Whether a system has been set up here. */
    boolean exists() {
        return credentials().exists() && ports().exists();
    }

    /** Creates the folder, and closes it to others when it was open. */
    void create() {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            long usable = Files.getFileStore(path).getUsableSpace();
            if (usable < ENOUGH_BYTES) {
                throw new LocalProcessException("Only " + usable / MEGABYTE + " MB are free on the disk of " + path
                        + ": free at least " + ENOUGH_BYTES / MEGABYTE + " MB and run up again.");
            }
        } catch (IOException e) {
            throw new LocalProcessException("Cannot use the state folder " + path + ": " + e.getMessage() + ".", e);
        }
    }

    /** Held while a command changes the system; closing the channel, or the end of the process, frees it. */
    FileChannel lock() {
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                channel.close();
                throw new LocalProcessException(
                        "Another up or down is at work in " + path + ": wait for it, or interrupt it.");
            }
            return channel;
        } catch (IOException e) {
            throw new LocalProcessException("Cannot lock the state folder " + path + ": " + e.getMessage() + ".", e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    EnvFile credentials() {
        return new EnvFile(path.resolve("credentials.env"));
    }

    EnvFile ports() {
        return new EnvFile(path.resolve("ports.env"));
    }

    /** What the launcher's client verbs need. */
    EnvFile client() {
        return new EnvFile(path.resolve("client.env"));
    }

    Path of(Component component) {
        return path.resolve(component.label());
    }

    Path log(String name) {
        return path.resolve("logs").resolve(name + ".log");
    }
}
