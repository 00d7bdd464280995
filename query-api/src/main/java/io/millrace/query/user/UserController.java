package io.millrace.query.user;

import io.millrace.query.access.Caller;
import io.millrace.query.listing.Cursor;
import io.millrace.query.listing.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/users}. */
@Tag(name = "users")
@RestController
@RequestMapping(path = "/v1/users", produces = MediaType.APPLICATION_JSON_VALUE)
class UserController {

    private static final int MAX_PAGE = 500;

    private final UserService service;
    private final UserStore store;

    UserController(UserService service, UserStore store) {
        this.service = service;
        this.store = store;
    }

    @Operation(operationId = "getOwnUser", summary = "Who you are")
    @GetMapping("/me")
    UserResource me(@Parameter(hidden = true) Caller caller) {
        return UserResource.of(service.require(caller, caller.userId().toString()));
    }

    @Operation(operationId = "patchOwnUser", summary = "Changes how you are called and what you keep")
    @PatchMapping("/me")
    UserResource patchMe(@Parameter(hidden = true) Caller caller, @RequestBody UserChange.Own change) {
        return UserResource.of(service.change(caller, caller.userId().toString(), change.whole()));
    }

    @Operation(
            operationId = "putOwnPassword",
            summary = "Changes your password",
            description = "Ends all of your sessions, also this one. API keys stay.")
    @ApiResponse(responseCode = "204", description = "Changed")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PutMapping("/me/password")
    void password(
            @Parameter(hidden = true) Caller caller,
            @RequestBody PasswordChange change,
            @Parameter(hidden = true) HttpServletRequest origin) {
        service.changePassword(caller, change, origin.getRemoteAddr());
    }

    @Operation(operationId = "listUsers", summary = "Users, in the order of their names. For superusers")
    @GetMapping
    Page<UserResource> list(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Cursor.limit(limit, MAX_PAGE);
        return Page.of(store.list(caller, Cursor.key(cursor), most + 1), most, UserRow::username, UserResource::of);
    }

    @Operation(operationId = "createUser", summary = "Makes a user. For superusers")
    @ApiResponse(responseCode = "201", description = "Created")
    @PostMapping
    ResponseEntity<UserResource> create(@Parameter(hidden = true) Caller caller, @RequestBody NewUserRequest request) {
        UserResource user = UserResource.of(service.create(caller, request));
        return ResponseEntity.created(URI.create("/v1/users/" + user.username()))
                .body(user);
    }

    @Operation(operationId = "getUser", summary = "One user, by name or id. For superusers")
    @GetMapping("/{user}")
    UserResource get(@Parameter(hidden = true) Caller caller, @PathVariable String user) {
        return UserResource.of(service.require(caller, user));
    }

    @Operation(
            operationId = "patchUser",
            summary = "Changes a user. For superusers",
            description = "A user who is made inactive is refused within five seconds.")
    @PatchMapping("/{user}")
    UserResource patch(
            @Parameter(hidden = true) Caller caller, @PathVariable String user, @RequestBody UserChange change) {
        return UserResource.of(service.change(caller, user, change));
    }

    @Operation(
            operationId = "deleteUser",
            summary = "Deletes a user. For superusers",
            description = "The user's collections become the operator's.")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @DeleteMapping("/{user}")
    void delete(@Parameter(hidden = true) Caller caller, @PathVariable String user) {
        service.delete(caller, user);
    }
}
