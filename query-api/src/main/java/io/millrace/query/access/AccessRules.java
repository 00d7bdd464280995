package io.millrace.query.access;

import io.millrace.query.problem.ProblemCode;
import io.millrace.query.problem.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Holds every request to what {@link Endpoint} declares: first the scope, which tells nothing of any collection; then whether
 * the caller can see the collection; then what it is to it. Below it row-level security holds by itself. Thread-safe.
 */
@Component
class AccessRules {

    private final CollectionRoles roles;

    AccessRules(CollectionRoles roles) {
        this.roles = roles;
    }

    /**
     * @param collection as the path names it, where it does
     * @throws ProblemException {@code forbidden}, or that there is no such collection
     */
    void check(Caller caller, Endpoint endpoint, @Nullable String collection) {
        endpoint.scope().filter(scope -> !caller.scopes().contains(scope)).ifPresent(scope -> {
            throw forbidden("this key lacks the scope '" + scope.code()
                    + "' that this needs: use a key that has it, or log in.");
        });
        if (endpoint.need() == Need.SUPERUSER && !caller.superuser()) {
            throw forbidden("only a superuser may do this: ask one.");
        }
        Optional<Role> least = endpoint.need().role();
        if (least.isPresent() && collection != null) {
            checkRole(caller, endpoint.need(), least.get(), collection);
        }
    }

    private void checkRole(Caller caller, Need need, Role least, String collection) {
        Optional<Role> role = roles.role(caller, collection);
        if (role.isEmpty()) {
            if (need == Need.ADMIN_OR_NEW) {
                return;
            }
            throw roles.notFound(collection);
        }
        if (!role.get().isAtLeast(least)) {
            throw forbidden("you are " + role.get().code() + " of the collection '" + collection + "', and this needs "
                    + least.code() + ": ask its owner.");
        }
    }

    private static ProblemException forbidden(String detail) {
        return new ProblemException(ProblemCode.FORBIDDEN, detail);
    }
}
