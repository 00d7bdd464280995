package io.millrace.query.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a caller is to a collection, weakest first: each may do what those before it may. */
public enum Role {
    /** Search and read. */
    @JsonProperty("reader")
    READER,
    /** Change documents. */
    @JsonProperty("writer")
    WRITER,
    /** Change settings and permissions. */
    @JsonProperty("admin")
    ADMIN,
    /** Delete the collection or give it away. */
    @JsonProperty("owner")
    OWNER,
    /** What an owner may, in every collection. */
    @JsonProperty("superuser")
    SUPERUSER;

    public boolean isAtLeast(Role other) {
        return compareTo(other) >= 0;
    }

    /** As it is stored and sent: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none of this code */
    public static Role of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
