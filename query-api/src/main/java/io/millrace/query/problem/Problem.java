package io.millrace.query.problem;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What went wrong: RFC 9457, with the extension members {@code code} and {@code errors}. */
@Schema(description = "What went wrong (RFC 9457).")
public record Problem(
        @Schema(description = "urn:millrace:problem:<code>") String type,
        String title,
        int status,

        @Schema(description = "One sentence: what is wrong and what to do.")
        String detail,

        @Schema(description = "The path of the request.") String instance,
        @Schema(description = "Stable: branch on this.") String code,

        @Schema(description = "Each part that is wrong; pointer is a JSON pointer into the body or a parameter's name.")
        @Nullable
        List<Violation> errors) {

    static Problem of(ProblemCode code, String detail, String instance, List<Violation> violations) {
        return new Problem(
                "urn:millrace:problem:" + code.code(),
                code.title(),
                code.status().value(),
                detail,
                instance,
                code.code(),
                violations.isEmpty() ? null : violations);
    }
}
