package io.millrace.query.access;

import io.millrace.query.access.CredentialStore.StoredKey;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tells whose a credential is: the installation's own key, a user's key, or an access token. Thread-safe. */
@Component
class Authenticator {

    private final ApiKey installationKey;
    private final Caller operator;
    private final AccessTokens tokens;
    private final CredentialStore store;
    private final ApiKeyUses uses;
    private final Clock clock;

    Authenticator(ApiKey installationKey, AccessTokens tokens, CredentialStore store, ApiKeyUses uses, Clock clock) {
        this.installationKey = installationKey;
        this.operator = Caller.operator(Caller.KEY + installationKey.id());
        this.tokens = tokens;
        this.store = store;
        this.uses = uses;
        this.clock = clock;
    }

    /**
     * Empty for what is unknown, expired or revoked, or of a user who is not active.
     *
     * @throws RuntimeException if PostgreSQL does not answer and is needed: the installation's own key needs it not
     */
    Optional<Caller> authenticate(String presented) {
        if (installationKey.matches(presented)) {
            return Optional.of(operator);
        }
        Optional<String> prefix = ApiKey.idOf(presented);
        return prefix.isPresent()
                ? prefix.flatMap(store::key)
                        .filter(key -> isGood(key, presented))
                        .map(this::use)
                : tokens.verify(presented)
                        .flatMap(store::session)
                        .map(user -> Caller.user(user.id(), user.superuser()));
    }

    private boolean isGood(StoredKey key, String presented) {
        return key.key().matches(presented)
                && (key.expiresAt() == null || clock.instant().isBefore(key.expiresAt()));
    }

    private Caller use(StoredKey key) {
        uses.note(key.id());
        return new Caller(
                Caller.KEY + key.key().id(), key.user().id(), key.user().superuser(), key.scopes());
    }
}
