package io.millrace.query.document;

import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a request's path says after {@code /documents/}: an id or a source, whose slashes may be plain or {@code %2F}. A last
 * segment {@code chunks} asks for the chunks; a source that ends in it is written with {@code %2Fchunks}.
 *
 * @param reference decoded, not empty
 */
record DocumentPath(String reference, boolean chunks) {

    private static final String MARK = "/documents/";
    private static final String CHUNKS = "/chunks";

    /**
     * @param requestUri as it came, not decoded
     * @throws ProblemException if there is no source, or one that is too long
     */
    static DocumentPath of(String requestUri) {
        String raw = rest(requestUri);
        boolean chunks = raw.endsWith(CHUNKS);
        return of(chunks ? raw.substring(0, raw.length() - CHUNKS.length()) : raw, chunks);
    }

    /**
     * Of a path that ends in what is to be done.
     *
     * @param action such as {@code /restore}
     * @throws ProblemException if the path ends otherwise, or has no source, or one that is too long
     */
    static DocumentPath before(String requestUri, String action) {
        String raw = rest(requestUri);
        if (!raw.endsWith(action)) {
            throw new ProblemException(
                    ProblemCode.NOT_FOUND, "POST to a document's path with " + action + " at its end.");
        }
        return of(raw.substring(0, raw.length() - action.length()), false);
    }

    private static String rest(String requestUri) {
        return requestUri.substring(requestUri.indexOf(MARK) + MARK.length());
    }

    private static DocumentPath of(String raw, boolean chunks) {
        String reference = decode(raw);
        if (reference.isEmpty() || reference.length() > DocumentRequest.MAX_SOURCE || reference.indexOf('\0') >= 0) {
            throw wrong("a document's source has 1 to 2,048 characters.");
        }
        return new DocumentPath(reference, chunks);
    }

    private static String decode(String raw) {
        try {
            // A plus sign is itself in a path; only forms write blanks so.
            byte[] bytes = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                    .getBytes(StandardCharsets.ISO_8859_1);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw wrong("the path is not percent-encoded UTF-8.");
        }
    }

    private static ProblemException wrong(String detail) {
        return new ProblemException(ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("document", detail)));
    }

    /** The id, if the reference has that form. */
    Optional<UUID> id() {
        return reference.length() == 36 && reference.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
                ? Optional.of(UUID.fromString(reference))
                : Optional.empty();
    }
}
