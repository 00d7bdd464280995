package io.millrace.query.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Writes problems where no controller is at hand: in filters and in the container. Thread-safe. */
public final class ProblemWriter {

    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /** What {@code WWW-Authenticate} says with every 401 (RFC 9110, 11.6.1). */
    static final String CHALLENGE = "Bearer realm=\"millrace\"";

    private ProblemWriter() {}

    /** Answers with this problem, unless an answer has begun already. */
    public static void write(HttpServletResponse response, String instance, ProblemCode code, String detail)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(code.status().value());
        if (code == ProblemCode.UNAUTHENTICATED) {
            response.setHeader("WWW-Authenticate", CHALLENGE);
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(JSON.writeValueAsBytes(Problem.of(code, detail, instance, List.of())));
    }

    /** The code that says most about a status that something else has chosen. */
    public static ProblemCode ofStatus(int status) {
        return switch (status) {
            case 401 -> ProblemCode.UNAUTHENTICATED;
            case 403 -> ProblemCode.FORBIDDEN;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.REQUEST_TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            default -> status < 500 ? ProblemCode.MALFORMED_REQUEST : ProblemCode.INTERNAL;
        };
    }
}
