package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.demo.Person;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/** Every way in which a token can be wrong is refused: by the gateway, and by the services when somebody gets past it. */
class WrongTokenIT {

    private final RunningSystem system = RunningSystem.healthy();
    private final URI gateway = system.stack().url();
    private final String issuer = "http://127.0.0.1:" + gateway.getPort();
    private final Person person = system.newPeople(1).getFirst();
    private final String good = system.logInAtOnce(List.of(person)).getFirst().accessToken();
    private final String kid =
            Http.get(gateway, "/oauth2/jwks", "").json().at("/keys/0/kid").stringValue();
    private final PrivateKey realKey = StoredKeys.signing(system, kid);

    WrongTokenIT() throws Exception {}

    @Test
    void theTokensOfTheseTestsWouldBeGoodWithoutTheirOneFault() throws Exception {
        for (var door : doors()) {
            assertThat(Http.get(door, pathAt(door), "Bearer " + good).status()).isEqualTo(200);
            assertThat(Http.get(door, pathAt(door), "bearer " + forged(_ -> {}, _ -> {}))
                            .status())
                    .isEqualTo(200);
        }
    }

    @TestFactory
    List<DynamicTest> aWrongTokenIsRefusedAtEveryDoor() throws Exception {
        return wrongAuthorizations().entrySet().stream()
                .map(wrong -> DynamicTest.dynamicTest(wrong.getKey(), () -> {
                    for (var door : doors()) {
                        var answer = Http.get(door, pathAt(door), wrong.getValue());

                        assertThat(answer.status()).as("%s: %s", door, answer).isEqualTo(401);
                        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
                        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
                        assertThat(answer.header("Cache-Control")).contains("no-store");
                        assertThat(answer.json().at("/code").stringValue()).isEqualTo("UNAUTHENTICATED");
                    }
                }))
                .toList();
    }

    @Test
    void identityHeadersOfAClientChangeNothing() throws Exception {
        var someoneElse = system.newPeople(1).getFirst();
        var request = java.net.http.HttpRequest.newBuilder(gateway.resolve("/api/v1/user/me"))
                .header("Authorization", "Bearer " + good)
                .header("X-User-Id", Long.toString(system.userId(someoneElse)))
                .header("X-User-Roles", "ADMIN")
                .build();
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());

            assertThat(answer.body()).contains(person.userName()).doesNotContain(someoneElse.userName());
        }
    }

    private Map<String, String> wrongAuthorizations() throws Exception {
        var wrong = new LinkedHashMap<String, String>();
        wrong.put("none at all", "");
        wrong.put("no token", "Bearer");
        wrong.put("another scheme", "Basic " + good);
        wrong.put("no scheme", good);
        wrong.put("two tokens", "Bearer " + good + " " + good);
        wrong.put("not a JWT", "Bearer hello");
        wrong.put("no signature", "Bearer " + good.substring(0, good.lastIndexOf('.') + 1));
        wrong.put("alg none", "Bearer " + unsigned("none"));
        wrong.put("alg nOnE", "Bearer " + unsigned("nOnE"));
        wrong.put("HS256 by the public key", "Bearer " + signedWithThePublicKeyAsSecret());
        wrong.put("signed by a stranger", "Bearer " + sign(strangersKey(), header(), claims()));
        wrong.put("unknown kid", forgedBearer(h -> h.put("kid", "who-knows"), _ -> {}));
        wrong.put("no kid but a key in the header", forgedBearer(h -> h.put("jwk", Map.of("kty", "RSA")), _ -> {}));
        wrong.put("jku", forgedBearer(h -> h.put("jku", gateway + "/oauth2/jwks"), _ -> {}));
        wrong.put("crit", forgedBearer(h -> h.put("crit", List.of("x")), _ -> {}));
        wrong.put("typ JWT", forgedBearer(h -> h.put("typ", "JWT"), _ -> {}));
        wrong.put("no typ", forgedBearer(h -> h.remove("typ"), _ -> {}));
        wrong.put("alg PS256", forgedBearer(h -> h.put("alg", "PS256"), _ -> {}));
        wrong.put("another audience", forgedBearer(_ -> {}, c -> c.put("aud", List.of("other"))));
        wrong.put("no audience", forgedBearer(_ -> {}, c -> c.remove("aud")));
        wrong.put("another issuer", forgedBearer(_ -> {}, c -> c.put("iss", "http://evil.example")));
        wrong.put("issuer with a slash", forgedBearer(_ -> {}, c -> c.put("iss", issuer + "/")));
        wrong.put(
                "expired", forgedBearer(_ -> {}, c -> c.put("exp", Instant.now().getEpochSecond() - 90)));
        wrong.put("no expiry", forgedBearer(_ -> {}, c -> c.remove("exp")));
        wrong.put("expiry in words", forgedBearer(_ -> {}, c -> c.put("exp", "tomorrow")));
        wrong.put(
                "not yet valid",
                forgedBearer(_ -> {}, c -> c.put("nbf", Instant.now().getEpochSecond() + 3600)));
        wrong.put("nobody", forgedBearer(_ -> {}, c -> c.remove("sub")));
        wrong.put("user 0", forgedBearer(_ -> {}, c -> c.put("sub", "0")));
        wrong.put("user in SQL", forgedBearer(_ -> {}, c -> c.put("sub", "1 or 1=1")));
        wrong.put("changed payload", "Bearer " + tampered(1));
        wrong.put("changed signature", "Bearer " + tampered(2));
        wrong.put("padding", "Bearer " + good + "=");
        wrong.put("20 kB", "Bearer " + "a".repeat(9_000) + "." + "b".repeat(100) + ".c");
        return wrong;
    }

    private List<URI> doors() {
        return List.of(
                gateway,
                system.stack().promotions().getFirst().url(),
                system.stack().auths().getFirst().url());
    }

    private String pathAt(URI door) {
        return door.equals(system.stack().auths().getFirst().url()) ? "/api/v1/user/me" : "/homepage";
    }

    private Map<String, @Nullable Object> header() {
        var header = new LinkedHashMap<String, @Nullable Object>();
        header.put("alg", "RS256");
        header.put("typ", "at+jwt");
        header.put("kid", kid);
        return header;
    }

    private Map<String, @Nullable Object> claims() {
        var claims = new LinkedHashMap<String, @Nullable Object>();
        claims.put("iss", issuer);
        claims.put("aud", List.of("promo-api"));
        claims.put("sub", Long.toString(system.userId(person)));
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().getEpochSecond() + 600);
        claims.put("jti", "forged");
        claims.put("sid", UUID.randomUUID().toString());
        claims.put("name", "Forged");
        claims.put("roles", List.of("USER"));
        return claims;
    }

    private String forgedBearer(
            Consumer<Map<String, @Nullable Object>> headerChange, Consumer<Map<String, @Nullable Object>> claimsChange)
            throws GeneralSecurityException {
        return "Bearer " + forged(headerChange, claimsChange);
    }

    private String forged(
            Consumer<Map<String, @Nullable Object>> headerChange, Consumer<Map<String, @Nullable Object>> claimsChange)
            throws GeneralSecurityException {
        var header = header();
        var claims = claims();
        headerChange.accept(header);
        claimsChange.accept(claims);
        return sign(realKey, header, claims);
    }

    private static String sign(
            PrivateKey key, Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims)
            throws GeneralSecurityException {
        var content = encoded(header) + "." + encoded(claims);
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + "." + base64(signature.sign());
    }

    private String unsigned(String algorithm) {
        var header = header();
        header.put("alg", algorithm);
        return encoded(header) + "." + encoded(claims()) + ".";
    }

    private String signedWithThePublicKeyAsSecret() throws Exception {
        var publicKey =
                Http.get(gateway, "/oauth2/jwks", "").json().at("/keys/0").toString();
        var header = header();
        header.put("alg", "HS256");
        var content = encoded(header) + "." + encoded(claims());
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(publicKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return content + "." + base64(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
    }

    private String tampered(int part) {
        var parts = good.split("\\.");
        var middle = parts[part].length() / 2;
        var other = parts[part].charAt(middle) == 'A' ? 'B' : 'A';
        parts[part] = parts[part].substring(0, middle) + other + parts[part].substring(middle + 1);
        return String.join(".", parts);
    }

    private static PrivateKey strangersKey() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair().getPrivate();
    }

    private static String encoded(Map<String, @Nullable Object> json) {
        return base64(JsonMapper.shared().writeValueAsBytes(json));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
