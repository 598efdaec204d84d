package dev.promo.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.promo.auth.token.TokenIssuer.Subject;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.token.TokenProperties;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Read with another library than the one that writes. */
class TokenIssuerTests {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

    private static final UUID SESSION = UUID.fromString("018f2b6e-7c1a-7d3e-9a50-3f2c1b0a9d8e");

    private static final Subject ANN = new Subject(42, "Ann", Set.of("USER"), true);

    private static final SigningKey KEY = SigningKey.generate();

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final KeyProperties settings =
            new KeyProperties(Duration.ofMinutes(15), Duration.ofMinutes(10), Duration.ofDays(30));
    private final KeyRing ring = new KeyRing(settings, clock);
    private final TokenIssuer tokens = new TokenIssuer(
            ring,
            new TokenProperties("http://issuer.example", "promo-api", URI.create("http://x/"), Duration.ofSeconds(30)),
            settings,
            clock);

    @BeforeEach
    void oneKey() {
        ring.replace(List.of(new KeptKey(KEY, new KeyTimes(KEY.id(), NOW, NOW, null, null))), NOW);
    }

    @Test
    void anAccessTokenSaysWhoForHowLongAndForWhom() throws Exception {
        var issued = tokens.issue(new Subject(42, "Ann Lée 😀", Set.of("USER"), true), SESSION);
        var token = SignedJWT.parse(issued.value());
        var claims = token.getJWTClaimsSet();

        assertThat(token.verify(new RSASSAVerifier(KEY.publicKey()))).isTrue();
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(token.getHeader().getType()).isEqualTo(new JOSEObjectType("at+jwt"));
        assertThat(token.getHeader().getKeyID()).isEqualTo(KEY.id());
        assertThat(claims.getIssuer()).isEqualTo("http://issuer.example");
        assertThat(claims.getAudience()).containsExactly("promo-api");
        assertThat(claims.getSubject()).isEqualTo("42");
        assertThat(claims.getIssueTime()).isEqualTo(Date.from(Instant.parse("2026-03-01T10:00:00Z")));
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(Instant.parse("2026-03-01T10:15:00Z")));
        assertThat(claims.getClaim("name")).isEqualTo("Ann Lée 😀");
        assertThat(claims.getClaim("roles")).isEqualTo(List.of("USER"));
        assertThat(claims.getStringClaim("sid")).isEqualTo(SESSION.toString());
        assertThat(claims.getClaims()).doesNotContainKey("first_login");
        assertThat(issued.lifetime()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void whoHasNoFirstLoginIsSaidToHaveNone() throws Exception {
        var issued = tokens.issue(new Subject(42, "Ann", Set.of("USER"), false), SESSION);

        assertThat(SignedJWT.parse(issued.value()).getJWTClaimsSet().getStringClaim("first_login"))
                .isEqualTo("none");
    }

    @Test
    void noTwoTokensOfASessionShareTheirId() throws Exception {
        var one = SignedJWT.parse(tokens.issue(ANN, SESSION).value()).getJWTClaimsSet();
        var other = SignedJWT.parse(tokens.issue(ANN, SESSION).value()).getJWTClaimsSet();

        assertThat(one.getJWTID()).isNotEqualTo(other.getJWTID());
        assertThat(one.getStringClaim("sid")).isEqualTo(other.getStringClaim("sid"));
    }

    @Test
    void noTokenOutlivesItsKey() throws Exception {
        var nextSigns = NOW.plusSeconds(60);
        var end = NOW.plusSeconds(300);
        ring.replace(List.of(new KeptKey(KEY, new KeyTimes(KEY.id(), NOW, NOW, nextSigns, end))), NOW);

        var issued = tokens.issue(ANN, SESSION);

        assertThat(issued.lifetime()).isEqualTo(Duration.ofSeconds(270));
        assertThat(SignedJWT.parse(issued.value()).getJWTClaimsSet().getExpirationTime())
                .isEqualTo(Date.from(Instant.parse("2026-03-01T10:04:30Z")));
    }

    @Test
    void withoutAKeyTheAnswerIsToTryAgain() {
        ring.replace(List.of(), NOW);

        assertThatThrownBy(tokens::requireKey).isInstanceOf(ApiProblem.class).hasMessage("UNAVAILABLE");
    }

    @Test
    void theKeyIdIsTheKeysThumbprint() throws Exception {
        assertThat(KEY.id())
                .isEqualTo(new RSAKey.Builder(KEY.publicKey())
                        .build()
                        .computeThumbprint()
                        .toString());
    }

    @Test
    void neitherKeyNorTokenNorNameIsPrinted() {
        assertThat(ANN).hasToString("Subject[42]");
        assertThat(KEY).hasToString("SigningKey[" + KEY.id() + "]");
        assertThat(tokens.issue(ANN, SESSION)).hasToString("AccessToken[secret]");
    }
}
