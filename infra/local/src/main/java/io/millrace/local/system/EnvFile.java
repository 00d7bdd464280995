package io.millrace.local.system;

import io.millrace.local.process.LocalProcessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of {@code NAME='value'} lines that a POSIX shell can source; only its owner can read it. */
record EnvFile(Path path) {
    private static final Pattern LINE = Pattern.compile("([A-Z][A-Z0-9_]*)='([^']*)'");

    boolean exists() {
        return Files.exists(path);
    }

    SequencedMap<String, String> read() {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(path)) {
                Matcher matcher = LINE.matcher(line.strip());
                if (matcher.matches()) {
                    values.put(matcher.group(1), matcher.group(2));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    throw new LocalProcessException(path + " has a line that is not NAME='value': restore the file, or"
                            + " start anew with down --purge --execute.");
                }
            }
            return values;
        } catch (IOException e) {
            throw new LocalProcessException("Cannot read " + path + ": " + e.getMessage() + ".", e);
        }
    }

    /** Replaces the file atomically, so that a full disk or a crash never leaves half of it. */
    void write(String comment, Map<String, String> values) {
        StringBuilder text = new StringBuilder("# ").append(comment).append('\n');
        values.forEach((name, value) ->
                text.append(name).append('=').append(quote(value)).append('\n'));
        try {
            Path next = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(next, text);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LocalProcessException("Cannot write " + path + ": " + e.getMessage() + ".", e);
        }
    }

    /** The value as one word of a POSIX shell, whatever it holds. */
    static String quote(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
