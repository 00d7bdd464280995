package io.millrace.local.stack;

import io.millrace.local.process.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder under the system's temporary folder that this JVM holds by a lock. A JVM killed with SIGKILL leaves its folder
 * behind, unlocked: the next one removes it.
 */
record ScratchFolder(Path path, FileChannel lock) implements AutoCloseable {
    private static final String PREFIX = "millrace-stack-";
    private static final String LOCK = "lock";

    static ScratchFolder create() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            removeAbandoned(parent);
            Path path = Files.createTempDirectory(parent, PREFIX);
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw new IOException("Somebody else holds " + path);
            }
            return new ScratchFolder(path, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a folder under " + parent, e);
        }
    }

    /** Leaves the deletion to a process of its own: thirty databases are a hundred thousand files, too many for the end of a JVM. */
    @Override
    public void close() {
        try {
            new ProcessBuilder("rm", "-rf", path.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + path, e);
        }
    }

    private static void removeAbandoned(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                removeIfAbandoned(folder);
            }
        }
    }

    private static void removeIfAbandoned(Path folder) {
        // Without a lock file the folder is being created right now, or being removed
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                FileTree.delete(folder);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Another user's or another JVM's, or this JVM's own: not ours to remove
        }
    }
}
