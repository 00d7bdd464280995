package io.millrace.query.user;

import io.millrace.query.problem.Violations;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the fields of a user must be, wherever they come from. */
final class UserFields {

    /** In a path {@code me} is whoever asks. */
    private static final String SELF = "me";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,62}");
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern EMAIL =
            Pattern.compile("[^@\\s\\u0000]+@[^@\\s\\u0000]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final int MAX_EMAIL = 254;
    private static final int MAX_NAME = 200;
    private static final int MAX_JSON = 16_384;
    private static final JsonMapper JSON = new JsonMapper();

    private UserFields() {}

    static boolean isId(String reference) {
        return ID.matcher(reference).matches();
    }

    static void requireUsername(Violations violations, @Nullable String username) {
        violations.require(
                username != null && NAME.matcher(username).matches() && !username.equals(SELF) && !isId(username),
                "/username",
                "username is 2 to 63 lower-case letters, digits, '.', '_' and '-', begins with a letter or digit, and "
                        + "is neither 'me' nor like an id.");
    }

    /** Empty text takes away what was there. */
    static void requireEmail(Violations violations, @Nullable String email) {
        violations.require(
                email == null
                        || email.isEmpty()
                        || (email.length() <= MAX_EMAIL && EMAIL.matcher(email).matches()),
                "/email",
                "email is an address such as ada@example.org, of at most 254 characters.");
    }

    static void requireFullName(Violations violations, @Nullable String name) {
        violations.require(
                name == null || (name.length() <= MAX_NAME && name.indexOf('\0') < 0),
                "/full_name",
                "full_name has at most 200 characters.");
    }

    static void requireJson(Violations violations, @Nullable Map<String, Object> json, String field) {
        if (json != null) {
            String text = JSON.writeValueAsString(json);
            violations.require(
                    text.length() <= MAX_JSON && !text.contains("\\u0000"),
                    "/" + field,
                    field + " is an object of at most 16,384 characters as JSON, without U+0000.");
        }
    }
}
