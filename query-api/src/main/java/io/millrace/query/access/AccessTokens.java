package io.millrace.query.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Access tokens: JWTs (RFC 7519) signed with HS256 and no other algorithm, for this issuer and audience, that end soon. They
 * say whose a session is, and nothing of what it may do: that is looked up. Thread-safe.
 */
@Component
public final class AccessTokens {

    private static final String ISSUER = "millrace";
    private static final String AUDIENCE = "millrace-query-api";
    private static final String SESSION = "sid";
    private static final int LONGEST = 2_000;

    private final byte[] secret;
    private final Duration lifetime;
    private final Clock clock;

    AccessTokens(SigningSecret secret, AccessProperties properties, Clock clock) {
        this.secret = secret.bytes();
        this.lifetime = properties.accessTokenLifetime();
        this.clock = clock;
    }

    /** Whose a token is: a user's, of one session. */
    record Bearer(UUID userId, UUID session) {}

    public Duration lifetime() {
        return lifetime;
    }

    /** @param session the family of the session's refresh tokens: when that is revoked, so is this */
    public String issue(UUID userId, UUID session) {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject(userId.toString())
                        .claim(SESSION, session.toString())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(lifetime)))
                        .build());
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException("an access token could not be signed", e);
        }
        return token.serialize();
    }

    /** Empty for what is no token of ours, or is one no longer. */
    Optional<Bearer> verify(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())
                    || !token.verify(new MACVerifier(secret))) {
                return Optional.empty();
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            Date end = claims.getExpirationTime();
            if (!ISSUER.equals(claims.getIssuer())
                    || !List.of(AUDIENCE).equals(claims.getAudience())
                    || end == null
                    || !clock.instant().isBefore(end.toInstant())
                    || claims.getSubject() == null) {
                return Optional.empty();
            }
            return Optional.of(new Bearer(
                    UUID.fromString(claims.getSubject()),
                    UUID.fromString(String.valueOf(claims.getStringClaim(SESSION)))));
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
