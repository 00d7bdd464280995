package io.millrace.schemas.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Each variable with a secret, {@code MILLRACE_…} and then PASSWORD, SECRET, API_KEY, APIKEY or JAAS_CONFIG, may be given as a file
 * instead: its name with {@value #SUFFIX} behind it says which. The file is UTF-8 of at most {@value #MAX_BYTES} bytes; one line
 * break at its end is not part of the secret. A variable that is blank counts as not set.
 */
public final class SecretVariables {

    /** Behind a secret's name: the variable that names the secret's file. */
    public static final String SUFFIX = "_FILE";

    static final int MAX_BYTES = 16 * 1024;

    private static final Pattern SECRET =
            Pattern.compile("MILLRACE_(?:[A-Z0-9_]+_)?(?:PASSWORD|SECRET|API_?KEY|JAAS_CONFIG)");
    private static final Pattern LINE_BREAK_AT_THE_END = Pattern.compile("\r?\n\\z");

    private SecretVariables() {}

    /**
     * A variable's value, from its file if it is a secret that is given as one.
     *
     * @param environment answers a variable's value, or null
     * @throws UnusableSecretException if both are set, or the file holds no secret that can be read
     */
    public static Optional<String> find(String name, Function<String, @Nullable String> environment) {
        Optional<String> value = set(environment.apply(name));
        if (!SECRET.matcher(name).matches()) {
            return value;
        }
        String fileVariable = name + SUFFIX;
        Optional<String> file = set(environment.apply(fileVariable));
        if (value.isPresent() && file.isPresent()) {
            throw new UnusableSecretException(name + " and " + fileVariable + " are both set: leave one of them out.");
        }
        return file.isPresent() ? file.map(path -> read(fileVariable, path)) : value;
    }

    /**
     * Every secret that is given as a file, by the name that it would have as a variable.
     *
     * @throws UnusableSecretException if one is given both ways, or its file holds no secret that can be read
     */
    public static Map<String, String> inFiles(Map<String, String> environment) {
        Map<String, String> secrets = new TreeMap<>();
        for (String variable : environment.keySet()) {
            String name = variable.endsWith(SUFFIX) ? variable.substring(0, variable.length() - SUFFIX.length()) : "";
            Matcher secret = SECRET.matcher(name);
            if (secret.matches() && set(environment.get(variable)).isPresent()) {
                find(name, environment::get).ifPresent(value -> secrets.put(name, value));
            }
        }
        return secrets;
    }

    private static Optional<String> set(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    private static String read(String variable, String path) {
        byte[] content;
        // Not by its size: a pipe, and a file that the kernel makes up, have none.
        try (InputStream file = Files.newInputStream(Path.of(path))) {
            content = file.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw refusal(variable, path, "does not exist");
        } catch (AccessDeniedException e) {
            throw refusal(variable, path, "may not be read by the user of this process");
        } catch (IOException | InvalidPathException e) {
            throw refusal(variable, path, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (content.length > MAX_BYTES) {
            throw refusal(variable, path, "is larger than " + MAX_BYTES + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            String secret = LINE_BREAK_AT_THE_END.matcher(text).replaceFirst("");
            if (secret.isBlank()) {
                throw refusal(variable, path, "is empty");
            }
            return secret;
        } catch (CharacterCodingException e) {
            throw refusal(variable, path, "is not text in UTF-8");
        }
    }

    private static UnusableSecretException refusal(String variable, String path, String why) {
        return new UnusableSecretException("The file that " + variable + " names, " + path + ", " + why
                + ": it must hold the secret and nothing else.");
    }
}
