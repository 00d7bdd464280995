package io.millrace.query.user;

import io.millrace.query.access.Caller;
import io.millrace.query.problem.DatabaseFailures;
import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import io.millrace.query.problem.Violation;
import io.millrace.query.ratelimit.LoginLimits;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes, changes and deletes users. Passwords are hashed before a transaction begins. Thread-safe. */
@Component
class UserService {

    private final UserStore store;
    private final Passwords passwords;
    private final LoginLimits limits;

    UserService(UserStore store, Passwords passwords, LoginLimits limits) {
        this.store = store;
        this.passwords = passwords;
        this.limits = limits;
    }

    UserRow require(Caller caller, String reference) {
        return store.find(caller, reference).orElseThrow(() -> notFound(reference));
    }

    UserRow create(Caller caller, NewUserRequest wanted) {
        wanted.validate();
        String hash = wanted.password() == null ? null : passwords.hash(wanted.password());
        return taken(() -> store.insert(caller, wanted, hash));
    }

    UserRow change(Caller caller, String reference, UserChange wanted) {
        UserRow row = require(caller, reference);
        if (row.id().equals(Caller.OPERATOR)
                && (Boolean.FALSE.equals(wanted.isActive()) || Boolean.FALSE.equals(wanted.isSuperuser()))) {
            throw immutable();
        }
        wanted.validate(row.username());
        String hash = wanted.password() == null ? null : passwords.hash(wanted.password());
        return update(caller, row, wanted, hash);
    }

    /**
     * Ends every session of the caller, also the one that asks. Whoever has stolen a session guesses no faster here than where one logs in.
     *
     * @param address the address of the connection's other end
     */
    void changePassword(Caller caller, PasswordChange wanted, String address) {
        UserRow row = require(caller, caller.userId().toString());
        wanted.validate(row.username());
        LoginLimits.Attempt attempt = limits.begin(row.username(), address);
        Optional<String> hash = store.passwordHash(caller);
        if (!passwords.matches(String.valueOf(wanted.currentPassword()), hash.orElse(null))) {
            String detail = "this is not your password: a superuser can set another.";
            throw new ProblemException(
                    ProblemCode.VALIDATION_FAILED, detail, List.of(new Violation("/current_password", detail)));
        }
        attempt.succeeded();
        update(
                caller,
                row,
                new UserChange(null, null, null, null, null, null, null),
                passwords.hash(String.valueOf(wanted.newPassword())));
    }

    void delete(Caller caller, String reference) {
        UserRow row = require(caller, reference);
        if (row.id().equals(Caller.OPERATOR)) {
            throw immutable();
        }
        if (!store.delete(caller, row.id())) {
            throw notFound(reference);
        }
    }

    private UserRow update(Caller caller, UserRow row, UserChange wanted, @Nullable String hash) {
        return taken(() -> store.update(caller, row.id(), wanted, hash).orElseThrow(() -> notFound(row.username())));
    }

    private static UserRow taken(Supplier<UserRow> write) {
        try {
            return write.get();
        } catch (RuntimeException e) {
            if (DatabaseFailures.isDuplicate(e)) {
                throw new ProblemException(
                        ProblemCode.NAME_TAKEN, "another user has this username or email: choose another.", e);
            }
            throw e;
        }
    }

    private static ProblemException notFound(String reference) {
        String shown = reference.length() <= 100 ? reference : reference.substring(0, 100) + "…";
        return new ProblemException(
                ProblemCode.USER_NOT_FOUND, "there is no user '" + shown + "': list them at /v1/users.");
    }

    private static ProblemException immutable() {
        return new ProblemException(
                ProblemCode.USER_IMMUTABLE,
                "the operator is who holds this installation's own key, and stays an active superuser: change the key instead.");
    }
}
