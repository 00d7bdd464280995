package io.millrace.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccessTokensTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID USER = UUID.randomUUID();
    private static final UUID SESSION = UUID.randomUUID();

    private final AccessTokens tokens = tokens(SECRET, NOW);

    @Test
    void aTokenSaysWhoseItIsUntilItEnds() {
        String token = tokens.issue(USER, SESSION);
        assertThat(tokens.verify(token)).contains(new AccessTokens.Bearer(USER, SESSION));
        assertThat(tokens(SECRET, NOW.plusSeconds(599)).verify(token)).isPresent();
        assertThat(tokens(SECRET, NOW.plusSeconds(600)).verify(token)).isEmpty();
    }

    @Test
    void aTokenOfAnotherSecretIsNone() {
        assertThat(tokens("another" + SECRET, NOW).verify(tokens.issue(USER, SESSION)))
                .isEmpty();
    }

    @Test
    void onlyHs256IsTaken() throws Exception {
        JWTClaimsSet claims = claims().build();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS256, claims))).isPresent();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS384, claims))).isEmpty();
        assertThat(tokens.verify(signed(JWSAlgorithm.HS512, claims))).isEmpty();
        assertThat(tokens.verify(new PlainJWT(claims).serialize())).isEmpty();
    }

    @Test
    void aTokenForSomebodyElseOrWithoutAnEndIsNone() throws Exception {
        assertThat(verify(claims().issuer("somebody"))).isFalse();
        assertThat(verify(claims().audience("something"))).isFalse();
        assertThat(verify(claims().expirationTime(null))).isFalse();
        assertThat(verify(claims().subject(null))).isFalse();
        assertThat(verify(claims().subject("no id"))).isFalse();
        assertThat(verify(claims().claim("sid", null))).isFalse();
    }

    @Test
    void whatIsNoTokenIsNone() {
        for (String text :
                new String[] {"", ".", "..", "a.b.c", "x".repeat(10_000), tokens.issue(USER, SESSION) + "x"}) {
            assertThat(tokens.verify(text)).as(text).isEmpty();
        }
    }

    @Test
    void theSecretIsNeverShown() {
        AccessProperties properties = properties(SECRET);
        assertThat(properties.toString()).doesNotContain(SECRET);
        assertThat(SigningSecret.obtain(properties, ApiKey.parse(ApiKey.generate()))
                        .toString())
                .doesNotContain(SECRET);
    }

    private boolean verify(JWTClaimsSet.Builder claims) throws Exception {
        return tokens.verify(signed(JWSAlgorithm.HS256, claims.build())).isPresent();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("millrace")
                .audience("millrace-query-api")
                .subject(USER.toString())
                .claim("sid", SESSION.toString())
                .expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static String signed(JWSAlgorithm algorithm, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(new JWSHeader(algorithm), claims);
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }

    private static AccessTokens tokens(String secret, Instant now) {
        AccessProperties properties = properties(secret);
        return new AccessTokens(
                SigningSecret.obtain(properties, ApiKey.parse(ApiKey.generate())),
                properties,
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private static AccessProperties properties(String secret) {
        return new AccessProperties(
                null, Path.of("unused"), secret, Duration.ofMinutes(10), Duration.ofDays(30), Duration.ofDays(90));
    }
}
