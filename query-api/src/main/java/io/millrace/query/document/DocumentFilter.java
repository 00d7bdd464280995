package io.millrace.query.document;

import static io.millrace.schemas.jooq.Tables.DOCUMENTS;

import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import java.util.List;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Which documents a list shows. Immutable. */
record DocumentFilter(Condition condition) {

    /**
     * @param prefix what sources begin with
     * @param deleted {@code include} or {@code only}; when absent, deleted documents are shown only if that status is asked for
     * @throws ProblemException if {@code deleted} is none of those
     */
    static DocumentFilter of(
            @Nullable String prefix,
            @Nullable DocumentStatus status,
            @Nullable String deleted,
            @Nullable String mimeType) {
        Condition bySource = prefix == null
                ? DSL.noCondition()
                : DSL.condition("starts_with({0}, {1})", DOCUMENTS.SOURCE, DSL.val(prefix));
        Condition byType = mimeType == null ? DSL.noCondition() : DOCUMENTS.MIME_TYPE.eq(mimeType);
        Condition byStatus = status == null ? DSL.noCondition() : DOCUMENTS.STATUS.eq(status.name());
        return new DocumentFilter(DSL.and(bySource, byType, byStatus, deletion(status, deleted)));
    }

    private static Condition deletion(@Nullable DocumentStatus status, @Nullable String deleted) {
        if (deleted == null) {
            return status == null ? DOCUMENTS.STATUS.ne(DocumentStatus.DELETED.name()) : DSL.noCondition();
        }
        return switch (deleted) {
            case "include" -> DSL.noCondition();
            case "only" -> DOCUMENTS.DELETED_AT.isNotNull();
            default -> {
                String detail = "deleted must be 'include' or 'only': leave it out to see no deleted documents.";
                throw new ProblemException(
                        ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("deleted", detail)));
            }
        };
    }
}
