package io.millrace.local.demo;

import io.millrace.local.process.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A temporary folder that this JVM holds by a lock. One whose demo was killed is left behind with its lock file, unlocked:
 * the next demo ends what still runs in it and removes it. One that is kept has no lock file.
 */
record DemoFolder(Path path, FileChannel lock) {
    private static final String PREFIX = "millrace-demo-";
    private static final String LOCK = "demo.lock";

    /** Where they are on this machine. */
    static Path parent() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * Creates one, after removing those that nobody holds.
     *
     * @param ending ends the system whose state folder it is given, before its folder is removed
     */
    static DemoFolder create(Path parent, Consumer<Path> ending) {
        try {
            removeAbandoned(parent, ending);
            Path path = Files.createTempDirectory(parent, PREFIX);
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw new IOException("somebody else holds it");
            }
            return new DemoFolder(path, channel);
        } catch (IOException e) {
            throw new DemoFailedException("Cannot use a folder under " + parent + ": " + e.getMessage() + ".", e);
        }
    }

    /** Of the demo's own local system. */
    Path state() {
        return path.resolve("state");
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** Removes everything. Nothing may be running in it. */
    void remove() throws IOException {
        FileTree.delete(path);
        lock.close();
    }

    /**
     * Removes everything but the logs. Nothing may be running.
     *
     * @return whether there were any
     */
    boolean removeAllButLogs() throws IOException {
        Path written = state().resolve("logs");
        if (!Files.isDirectory(written)) {
            remove();
            return false;
        }
        Files.move(written, logs());
        try (Stream<Path> children = Files.list(path)) {
            for (Path child : children.filter(child -> !child.equals(logs())).toList()) {
                FileTree.delete(child);
            }
        }
        lock.close();
        return true;
    }

    /** Gives the folder to the user: no later demo removes it. */
    void keep() throws IOException {
        Files.delete(path.resolve(LOCK));
        lock.close();
    }

    private static void removeAbandoned(Path parent, Consumer<Path> ending) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                removeIfAbandoned(folder, ending);
            }
        }
    }

    private static void removeIfAbandoned(Path folder, Consumer<Path> ending) {
        // Without a lock file it is being created right now, or kept
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                ending.accept(folder.resolve("state"));
                FileTree.delete(folder);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Another user's or another JVM's: not ours to remove
        }
    }
}
