package io.millrace.query.access;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the installation's own key comes from: the configuration, else the key file, else a new key in a new key file. */
final class ApiKeySource {

    private static final Logger log = LoggerFactory.getLogger(ApiKeySource.class);

    private ApiKeySource() {}

    /** @throws IllegalStateException with one sentence for an operator, if there can be no key */
    static ApiKey obtain(AccessProperties properties) {
        String configured = properties.apiKey();
        if (configured != null) {
            return parse(configured, "MILLRACE_API_KEY");
        }
        Path file = properties.keyFile().toAbsolutePath().normalize();
        try {
            ApiKey key = parse(SecretFile.obtain(file, ApiKey::generate), "the key file " + file);
            log.atInfo()
                    .addKeyValue("keyFile", file)
                    .addKeyValue("keyId", key.id())
                    .log("API key is in a file");
            return key;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the API key file " + file + " can be neither read nor made (" + e
                            + "): set MILLRACE_API_KEY, or MILLRACE_API_KEY_FILE to a file that holds one.",
                    e);
        }
    }

    private static ApiKey parse(String text, String where) {
        try {
            return ApiKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("what is in " + where + " is no API key: " + e.getMessage() + ".", e);
        }
    }
}
