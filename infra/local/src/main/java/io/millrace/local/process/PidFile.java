package io.millrace.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Remembers one process across JVMs: two lines, pid and birth, replaced atomically. */
public record PidFile(Path path) {

    public void write(ProcessIdentity identity) {
        try {
            Path next = path.resolveSibling(path.getFileName() + ".new");
            Files.writeString(next, identity.pid() + "\n" + identity.birth() + "\n");
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + path, e);
        }
    }

    /** What was written last; empty when there is no file or it makes no sense. */
    public Optional<ProcessIdentity> read() {
        try {
            List<String> lines = Files.readAllLines(path);
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(
                            new ProcessIdentity(Long.parseLong(lines.get(0).strip()), lines.get(1)));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + path, e);
        }
    }

    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + path, e);
        }
    }
}
