package io.millrace.query.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Set;

/** What a credential is good for, each without the others. A key has some; whoever logged in has all. */
public enum Scope {
    /** Read and search. */
    @JsonProperty("read")
    READ,
    /** Change documents. */
    @JsonProperty("write")
    WRITE,
    /** Change collections, permissions, keys and users. */
    @JsonProperty("admin")
    ADMIN;

    public static final Set<Scope> ALL = Set.of(values());

    /** As it is stored and sent: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none of this code */
    public static Scope of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
