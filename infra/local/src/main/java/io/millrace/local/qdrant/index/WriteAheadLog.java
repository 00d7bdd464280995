package io.millrace.local.qdrant.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The write-ahead log of a collection: files {@code wal-<first operation>.log} of records {@code length, crc32c, operation
 * number, bytes}. Appends come from one thread at a time; any number of threads may wait for the disk.
 *
 * <p>A record that is cut short or damaged ends the log: it was never acknowledged, and the file is cut there.
 */
final class WriteAheadLog implements Closeable {

    /** Receives the records of a replay. */
    interface Replay {
        void apply(long operation, byte[] bytes) throws IOException;
    }

    private static final int HEADER_BYTES = Integer.BYTES + Integer.BYTES + Long.BYTES;

    private final Path directory;
    private final ReentrantLock syncing = new ReentrantLock();
    private volatile FileChannel current;
    private volatile long appended;
    private volatile long synced;
    private volatile long bytes;

    private WriteAheadLog(Path directory, FileChannel current, long lastOperation, long bytes) {
        this.directory = directory;
        this.current = current;
        this.appended = lastOperation;
        this.synced = lastOperation;
        this.bytes = bytes;
    }

    /**
     * Replays every operation after {@code committed}, then opens the log for appending.
     *
     * @throws IOException when the log cannot be read, or an operation cannot be applied
     */
    static WriteAheadLog open(Path directory, long committed, Replay replay) throws IOException {
        Files.createDirectories(directory);
        long last = committed;
        for (Path file : files(directory)) {
            last = replay(file, last, replay);
        }
        FileChannel channel = newFile(directory, last + 1);
        return new WriteAheadLog(directory, channel, last, 0);
    }

    private static long replay(Path file, long committed, Replay replay) throws IOException {
        long last = committed;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            long position = 0;
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            while (position + HEADER_BYTES <= size) {
                read(channel, header.clear(), position);
                int length = header.getInt(0);
                int checksum = header.getInt(Integer.BYTES);
                long operation = header.getLong(2 * Integer.BYTES);
                if (length < 0 || position + HEADER_BYTES + length > size) {
                    break;
                }
                byte[] record = new byte[length];
                read(channel, ByteBuffer.wrap(record), position + HEADER_BYTES);
                if (checksum(operation, record) != checksum) {
                    break;
                }
                if (operation > last) {
                    replay.apply(operation, record);
                    last = operation;
                }
                position += HEADER_BYTES + length;
            }
            channel.truncate(position);
        }
        return last;
    }

    private static void read(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new IOException("The write-ahead log ended while it was read");
            }
            at += read;
        }
    }

    /** The number of the last operation in the log. */
    long lastOperation() {
        return appended;
    }

    /** Bytes appended since the last {@link #startNewFile}. */
    long bytesSinceStart() {
        return bytes;
    }

    /** Appends an operation; it is durable only after {@link #awaitDurable}. One thread at a time. */
    long append(byte[] record) throws IOException {
        long operation = appended + 1;
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES)
                .putInt(record.length)
                .putInt(checksum(operation, record))
                .putLong(operation)
                .flip();
        ByteBuffer[] buffers = {header, ByteBuffer.wrap(record)};
        FileChannel channel = current;
        long start = channel.position();
        try {
            while (buffers[0].hasRemaining() || buffers[1].hasRemaining()) {
                channel.write(buffers);
            }
        } catch (IOException e) {
            // a record cut short would hide every record after it from a replay
            channel.truncate(start);
            throw e;
        }
        bytes = bytes + HEADER_BYTES + record.length;
        appended = operation;
        return operation;
    }

    /** Returns once the operation is on disk; one sync serves every operation appended before it. */
    void awaitDurable(long operation) throws IOException {
        if (synced >= operation) {
            return;
        }
        syncing.lock();
        try {
            if (synced < operation) {
                long covered = appended;
                current.force(false);
                synced = covered;
            }
        } finally {
            syncing.unlock();
        }
    }

    /**
     * Starts a new file, so that the files before it can go once a commit holds their operations. The caller keeps
     * appends out.
     *
     * @return the files before the new one
     */
    List<Path> startNewFile() throws IOException {
        syncing.lock();
        try {
            List<Path> before = files(directory);
            FileChannel full = current;
            full.force(false);
            synced = appended;
            current = newFile(directory, appended + 1);
            bytes = 0;
            full.close();
            before.remove(fileOf(directory, appended + 1));
            return before;
        } finally {
            syncing.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        syncing.lock();
        try {
            current.force(false);
            current.close();
        } finally {
            syncing.unlock();
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(
                    files.filter(file -> file.getFileName().toString().startsWith("wal-"))
                            .sorted()
                            .toList());
        }
    }

    private static Path fileOf(Path directory, long firstOperation) {
        return directory.resolve(String.format("wal-%020d.log", firstOperation));
    }

    private static FileChannel newFile(Path directory, long firstOperation) throws IOException {
        FileChannel channel = FileChannel.open(
                fileOf(directory, firstOperation), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.position(channel.size());
        DurableFiles.syncDirectory(directory);
        return channel;
    }

    private static int checksum(long operation, byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, operation));
        crc.update(record);
        return (int) crc.getValue();
    }
}
