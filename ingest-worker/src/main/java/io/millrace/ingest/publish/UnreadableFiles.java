package io.millrace.ingest.publish;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why the file system did not give a file, in words that go on where its name ends. */
final class UnreadableFiles {

    private UnreadableFiles() {}

    static String reason(IOException failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "cannot be read: permission denied";
            case NoSuchFileException _ -> "cannot be read: it is gone since it was found";
            case FileSystemException e when e.getReason() != null -> "cannot be read: " + e.getReason();
            default -> "cannot be read: " + failure.getMessage();
        };
    }
}
