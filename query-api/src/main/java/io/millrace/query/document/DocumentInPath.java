package io.millrace.query.document;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the rest of the path, which Spring hands over undecoded. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
        name = "document",
        in = ParameterIn.PATH,
        required = true,
        description =
                "The document's id, or its source. Slashes in a source may be plain or %2F; a source that ends in /chunks needs %2Fchunks.",
        schema = @Schema(type = "string"))
@interface DocumentInPath {}
