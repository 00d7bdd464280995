package io.millrace.query.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** The one place that turns exceptions into problems. */
@RestControllerAdvice
final class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Problem> problem(ProblemException e, HttpServletRequest request) {
        if (e.code().status().is5xxServerError()) {
            log.atWarn()
                    .addKeyValue("code", e.code().code())
                    .addKeyValue("path", request.getRequestURI())
                    .setCause(e.getCause())
                    .log("request failed");
        }
        HttpHeaders headers = new HttpHeaders();
        // In whole seconds, and none too early
        e.retryAfter()
                .ifPresent(wait -> headers.set(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()))));
        return answer(e.code(), sentence(e), request, e.violations(), headers);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException e, HttpServletRequest request) {
        RequestTooLargeException tooLarge = find(RequestTooLargeException.class, e);
        if (tooLarge != null) {
            return answer(ProblemCode.REQUEST_TOO_LARGE, sentence(tooLarge), request);
        }
        DatabindException wrongType = find(DatabindException.class, e);
        if (wrongType != null) {
            String pointer = pointer(wrongType);
            String detail = wrongType instanceof UnrecognizedPropertyException unknown
                    ? "there is no field '" + unknown.getPropertyName() + "' here: check its spelling."
                    : pointer.isEmpty()
                            ? "the body is not of the form that this request needs."
                            : "the value at " + pointer + " has the wrong type.";
            return answer(
                    ProblemCode.VALIDATION_FAILED,
                    detail,
                    request,
                    List.of(new Violation(pointer, detail)),
                    new HttpHeaders());
        }
        StreamReadException syntax = find(StreamReadException.class, e);
        String detail = syntax == null || syntax.getLocation() == null
                ? "this request needs a body, as JSON."
                : "the body is not JSON: it goes wrong at line "
                        + syntax.getLocation().getLineNr() + ", column "
                        + syntax.getLocation().getColumnNr() + ".";
        return answer(ProblemCode.MALFORMED_REQUEST, detail, request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> tooLarge(RequestTooLargeException e, HttpServletRequest request) {
        return answer(ProblemCode.REQUEST_TOO_LARGE, sentence(e), request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> parameter(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        String detail = "parameter '" + e.getName() + "' has a value of the wrong type.";
        return answer(
                ProblemCode.VALIDATION_FAILED,
                detail,
                request,
                List.of(new Violation(e.getName(), detail)),
                new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Problem> missing(MissingRequestValueException e, HttpServletRequest request) {
        return answer(
                ProblemCode.MALFORMED_REQUEST, "a parameter or header that this request needs is missing.", request);
    }

    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    ResponseEntity<Problem> notFound(Exception e, HttpServletRequest request) {
        return answer(
                ProblemCode.NOT_FOUND,
                "there is nothing at this path: the API is under /v1 and described at /v1/openapi.",
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> method(HttpRequestMethodNotSupportedException e, HttpServletRequest request) {
        HttpHeaders headers = new HttpHeaders();
        Set<HttpMethod> allowed = e.getSupportedHttpMethods();
        String detail = "this path does not answer to " + e.getMethod() + ".";
        if (allowed != null && !allowed.isEmpty()) {
            headers.setAllow(allowed);
            detail = "this path answers to "
                    + allowed.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", ")) + ", not to "
                    + e.getMethod() + ".";
        }
        return answer(ProblemCode.METHOD_NOT_ALLOWED, detail, request, List.of(), headers);
    }

    @ExceptionHandler
    ResponseEntity<Problem> notAcceptable(HttpMediaTypeNotAcceptableException e, HttpServletRequest request) {
        return answer(ProblemCode.NOT_ACCEPTABLE, "this path answers with application/json only.", request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> mediaType(HttpMediaTypeNotSupportedException e, HttpServletRequest request) {
        String supported =
                e.getSupportedMediaTypes().stream().map(MediaType::toString).collect(Collectors.joining(", "));
        return answer(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                supported.isEmpty()
                        ? "this path does not take this content type."
                        : "send the body as one of: " + supported + ".",
                request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> undecodable(InvalidParameterException e, HttpServletRequest request) {
        return answer(
                ProblemCode.MALFORMED_REQUEST,
                "a parameter cannot be decoded: percent-encode it as UTF-8, and '%' itself as '%25'.",
                request);
    }

    /** Spring reads no body of such a type, and says so with an exception that is not the one of other types. */
    @ExceptionHandler
    ResponseEntity<Problem> illegalArgument(IllegalArgumentException e, HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.contains("*")
                ? answer(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "a Content-Type says what is sent, without wildcards.",
                        request)
                : other(e, request);
    }

    @ExceptionHandler
    ResponseEntity<Problem> other(Exception e, HttpServletRequest request) {
        Optional<ProblemException> passing = DatabaseFailures.passing(e, "");
        if (passing.isPresent()) {
            log.atWarn()
                    .addKeyValue("path", request.getRequestURI())
                    .addKeyValue("error", e.toString())
                    .log("PostgreSQL did not answer");
            return answer(passing.get().code(), String.valueOf(passing.get().getMessage()), request);
        }
        if (DatabaseFailures.isUnstorableText(e)) {
            return answer(
                    ProblemCode.VALIDATION_FAILED,
                    "a text has the character U+0000, which cannot be stored: leave it out.",
                    request);
        }
        if (DatabaseFailures.isForbidden(e)) {
            log.atWarn()
                    .addKeyValue("path", request.getRequestURI())
                    .addKeyValue("error", e.toString())
                    .log("the database forbade what the rules of access let through");
            return answer(ProblemCode.FORBIDDEN, "you may not do this: ask a superuser.", request);
        }
        log.atError()
                .addKeyValue("path", request.getRequestURI())
                .setCause(e)
                .log("request failed for a reason that has no problem code");
        return answer(ProblemCode.INTERNAL, "the server failed to answer; its log says why.", request);
    }

    private static ResponseEntity<Problem> answer(ProblemCode code, String detail, HttpServletRequest request) {
        return answer(code, detail, request, List.of(), new HttpHeaders());
    }

    private static ResponseEntity<Problem> answer(
            ProblemCode code,
            String detail,
            HttpServletRequest request,
            List<Violation> violations,
            HttpHeaders headers) {
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (code == ProblemCode.UNAUTHENTICATED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, ProblemWriter.CHALLENGE);
        }
        if (code.status().value() == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, "1");
        }
        return ResponseEntity.status(code.status())
                .headers(headers)
                .body(Problem.of(code, detail, request.getRequestURI(), violations));
    }

    private static String pointer(DatabindException e) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            String name = step.getPropertyName();
            pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : name);
        }
        return pointer.toString();
    }

    private static String sentence(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, @Nullable Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
