package dev.promo.auth.token;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.TokenProperties;
import io.jsonwebtoken.security.Jwks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What others need to verify our tokens: the public keys (RFC 7517) and where they are (RFC 8414). */
@RestController
class DiscoveryController {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final KeyRing ring;
    private final CacheControl cache;
    private final Metadata metadata;

    DiscoveryController(KeyRing ring, KeyProperties keys, TokenProperties settings) {
        this.ring = ring;
        // a copy kept by somebody between us and a verifier is gone before a key that it lacks signs
        var half = keys.keyLead().dividedBy(2);
        cache = CacheControl.maxAge(half.compareTo(LONGEST) < 0 ? half : LONGEST).cachePublic();
        metadata = new Metadata(
                settings.issuer(),
                settings.issuer().replaceFirst("/+$", "") + "/oauth2/jwks",
                List.of(),
                List.of(),
                List.of("public"),
                List.of("RS256"));
    }

    @GetMapping(path = "/oauth2/jwks", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Map<String, ?>> keys() {
        var keys = ring.verifying();
        if (keys.isEmpty()) {
            throw StandardProblem.UNAVAILABLE.problem().header("Retry-After", "1");
        }
        var set = Jwks.set();
        for (var key : keys) {
            set.add(Jwks.builder()
                    .key(key.publicKey())
                    .id(key.id())
                    .publicKeyUse("sig")
                    .algorithm("RS256")
                    .build());
        }
        return ResponseEntity.ok().cacheControl(cache).body(set.build());
    }

    @GetMapping(
            path = {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"},
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Metadata> metadata() {
        return ResponseEntity.ok().cacheControl(cache).body(metadata);
    }

    /**
     * RFC 8414 metadata, with the two further members that readers of OpenID Connect Discovery insist on.
     *
     * @param responseTypes none: people log in at {@code /api/v1/user/login}, not by an OAuth grant
     * @param grantTypes none, for the same reason
     */
    record Metadata(
            @JsonProperty("issuer") String issuer,
            @JsonProperty("jwks_uri") String jwksUri,
            @JsonProperty("response_types_supported") List<String> responseTypes,
            @JsonProperty("grant_types_supported") List<String> grantTypes,
            @JsonProperty("subject_types_supported") List<String> subjectTypes,

            @JsonProperty("id_token_signing_alg_values_supported")
            List<String> signingAlgorithms) {}
}
