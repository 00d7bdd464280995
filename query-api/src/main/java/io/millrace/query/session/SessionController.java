package io.millrace.query.session;

import io.millrace.query.access.AccessTokens;
import io.millrace.query.access.Caller;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violations;
import io.millrace.query.ratelimit.LoginLimits;
import io.millrace.query.session.RefreshTokenStore.Account;
import io.millrace.query.session.RefreshTokenStore.Issued;
import io.millrace.query.user.Passwords;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/auth}. */
@Tag(name = "sessions")
@RestController
@RequestMapping(path = "/v1/auth", produces = MediaType.APPLICATION_JSON_VALUE)
class SessionController {

    private final RefreshTokenStore store;
    private final Passwords passwords;
    private final AccessTokens tokens;
    private final LoginLimits limits;

    SessionController(RefreshTokenStore store, Passwords passwords, AccessTokens tokens, LoginLimits limits) {
        this.store = store;
        this.limits = limits;
        this.passwords = passwords;
        this.tokens = tokens;
    }

    @Operation(
            operationId = "login",
            summary = "Begins a session",
            description =
                    "Attempts that fail are limited by user name and by address: Retry-After says when to come again.")
    @SecurityRequirements
    @PostMapping(path = "/login", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SessionTokens> login(
            @RequestBody LoginRequest request, @Parameter(hidden = true) HttpServletRequest origin) {
        String username = required(request.username(), "/username").strip().toLowerCase(Locale.ROOT);
        String password = required(request.password(), "/password");
        LoginLimits.Attempt attempt = limits.begin(username, origin.getRemoteAddr());
        Optional<Account> account = store.account(username);
        boolean known =
                passwords.matches(password, account.map(Account::hashedPassword).orElse(null));
        Optional<Issued> session = account.filter(a -> known && a.active()).flatMap(store::begin);
        if (session.isPresent()) {
            attempt.succeeded();
        }
        return answer(session, "the user name or the password is wrong.");
    }

    @Operation(
            operationId = "refresh",
            summary = "Goes on with a session",
            description =
                    "A refresh token is good once. One that comes again ends its session: somebody has stolen it.")
    @SecurityRequirements
    @PostMapping(path = "/refresh", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<SessionTokens> refresh(@RequestBody RefreshRequest request) {
        return answer(
                store.rotate(required(request.refreshToken(), "/refresh_token")),
                "this refresh token is not valid: log in again.");
    }

    @Operation(
            operationId = "logout",
            summary = "Ends a session",
            description = "Its access token is refused within five seconds. A token that is not good is no error.")
    @ApiResponse(responseCode = "204", description = "Ended")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PostMapping(path = "/logout", consumes = MediaType.APPLICATION_JSON_VALUE)
    void logout(@Parameter(hidden = true) Caller caller, @RequestBody RefreshRequest request) {
        store.end(caller, required(request.refreshToken(), "/refresh_token"));
    }

    private ResponseEntity<SessionTokens> answer(Optional<Issued> issued, String otherwise) {
        Issued session = issued.orElseThrow(() -> new ProblemException(ProblemCode.UNAUTHENTICATED, otherwise));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new SessionTokens(
                        tokens.issue(session.user(), session.family()),
                        "Bearer",
                        tokens.lifetime().toSeconds(),
                        session.token(),
                        session.lifetime().toSeconds()));
    }

    private static String required(@Nullable String value, String pointer) {
        Violations violations = new Violations();
        violations.require(
                value != null && !value.isEmpty() && value.indexOf('\0') < 0,
                pointer,
                pointer.substring(1) + " must be given.");
        violations.throwIfAny();
        return String.valueOf(value);
    }
}
