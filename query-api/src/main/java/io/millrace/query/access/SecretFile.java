package io.millrace.query.access;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** A file with one secret that only its owner reads, made when it does not exist. */
final class SecretFile {

    private SecretFile() {}

    /**
     * The secret in the file, or a new one that is in it from now on. Processes that begin together get the same.
     *
     * @throws IOException if the file can be neither read nor made
     */
    static String obtain(Path file, Supplier<String> fresh) throws IOException {
        if (!Files.exists(file)) {
            create(file, fresh.get());
        }
        return Files.readString(file).strip();
    }

    private static void create(Path file, String secret) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path written = Files.createTempFile(
                folder,
                ".secret",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(written, secret + System.lineSeparator(), StandardOpenOption.WRITE);
            // A link never replaces a secret that another process made meanwhile.
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.delete(written);
        }
    }
}
