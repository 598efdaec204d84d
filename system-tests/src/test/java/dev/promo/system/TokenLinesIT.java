package dev.promo.system;

import static dev.promo.system.SecurityLine.assertRefused;
import static dev.promo.system.SecurityLine.code;
import static dev.promo.system.SecurityLine.line;
import static dev.promo.system.TokenForge.ascii;
import static dev.promo.system.TokenForge.base64;
import static dev.promo.system.TokenForge.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.demo.Person;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines 1 to 27: every way in which a token can be wrong, at the gateway and at the services when somebody gets past it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenLinesIT {

    private static final Base64.Decoder BASE64 = Base64.getUrlDecoder();

    private final RunningSystem system = RunningSystem.healthy();
    private final URI gateway = system.stack().url();
    private final URI auth = system.stack().auths().getFirst().url();
    private final URI promotion = system.stack().promotions().getFirst().url();
    private final List<URI> doors = List.of(gateway, promotion, auth);
    private final String issuer = "http://127.0.0.1:" + gateway.getPort();
    private final Person person = system.newPeople(1).getFirst();
    private final Peer peer = Peer.fromElsewhere();
    private final JsonNode login = logIn(person);
    private final String good = login.at("/accessToken").stringValue();
    private final String kid = partOf(good, 0).at("/kid").stringValue();
    private final JsonNode publicKey = publicKey();
    private final TokenForge forge =
            new TokenForge(issuer, system.userId(person), kid, StoredKeys.signing(system, kid));

    TokenLinesIT() throws Exception {}

    @AfterEach
    void goodTokensAreGoodStill() throws Exception {
        for (var door : doors) {
            assertThat(Http.get(door, pathAt(door), bearer(good)).status()).isEqualTo(200);
        }
    }

    @AfterAll
    void leave() {
        peer.close();
    }

    @TestFactory
    Stream<DynamicTest> whatIsRightIsTaken() {
        return Stream.of(
                taken(2, "the scheme in lower case", () -> "bearer " + good),
                taken(
                        14,
                        "a token for another audience and ours",
                        () -> bearer(
                                forge.tokenWithClaims(claims -> claims.put("aud", List.of("other", "promo-api"))))),
                taken(
                        17,
                        "a token that expired 15 s ago, within the leeway of 30 s",
                        () -> bearer(forge.tokenWithClaims(expired(15)))),
                taken(18, "a forged token without any fault", () -> bearer(forge.tokenWithHeader(_ -> {}))));
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrongIsRefusedAtEveryDoor() throws Exception {
        return Stream.of(
                        schemes(),
                        unsigned(),
                        confusedAlgorithms(),
                        keysInTheHeader(),
                        keyIds(),
                        criticalHeaders(),
                        costlyTokens(),
                        otherKindsOfTokens(),
                        audiencesAndIssuers(),
                        times(),
                        emptySignatures(),
                        otherSpellings(),
                        duplicateKeys(),
                        otherSerializations(),
                        longTokens(),
                        subjects())
                .flatMap(List::stream)
                .map(this::refusedAtEveryDoor);
    }

    @TestFactory
    Stream<DynamicTest> withoutATokenNothingIsSaidToBeWrongWithIt() {
        return Stream.of(line(1, "no token", () -> {
            for (var door : doors) {
                var answer = peer.get(door, pathAt(door));

                assertRefused(answer, 401);
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> aKeyElsewhereIsNeverFetched() {
        return Stream.of("jku", "x5u")
                .map(field -> line(8, field + " to a listener", () -> {
                    var connections = new AtomicInteger();
                    var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                    var listening = Thread.startVirtualThread(() -> countConnections(listener, connections));
                    try (listener) {
                        var there = "http://127.0.0.1:" + listener.getLocalPort() + "/jwks";
                        for (var kidThere : List.of(kid, "theirs")) {
                            TokenForge.Change change = header -> {
                                header.put(field, there);
                                header.put("kid", kidThere);
                            };
                            refuseAtEveryDoor(bearer(forge.tokenWithHeader(change)));
                            refuseAtEveryDoor(bearer(forge.strangersToken(change, _ -> {})));
                        }
                    }
                    listening.join();
                    assertThat(connections).hasValue(0);
                }));
    }

    @TestFactory
    Stream<DynamicTest> unknownKeyIdsDoNotMakeTheServicesFetchKeysAgainAndAgain() {
        return Stream.of(gateway, promotion)
                .map(door -> line(10, "a thousand unknown kids at " + nameOf(door), () -> {
                    var before = keyFetches();
                    var start = Instant.now();

                    for (var address = 0;
                            address < 2;
                            address++) { // five hundred of one are not too many for the gateway
                        try (var attacker = Peer.fromElsewhere()) {
                            for (var number = 0; number < 500; number++) {
                                var unknown = "unknown-" + address + "-" + number;
                                var answer = attacker.get(
                                        door,
                                        pathAt(door),
                                        "Authorization",
                                        bearer(forge.tokenSignedBy(
                                                new byte[256], header -> header.put("kid", unknown))));

                                assertRefused(answer, 401);
                            }
                        }
                    }

                    var seconds = Duration.between(start, Instant.now()).toSeconds();
                    assertThat(before).as("whether fetches are counted").isPositive();
                    assertThat(keyFetches() - before).as("in %d s", seconds).isLessThanOrEqualTo(1 + seconds / 10);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aTokenWithAFlippedBitIsRefused() {
        return doors.stream()
                .flatMap(door -> IntStream.range(0, 3)
                        .mapToObj(part -> line(
                                18,
                                "a flipped bit in the %s, at 100 positions, at %s"
                                        .formatted(
                                                List.of("header", "payload", "signature")
                                                        .get(part),
                                                nameOf(door)),
                                () -> {
                                    try (var attacker = Peer.fromElsewhere()) {
                                        for (var position = 0; position < 100; position++) {
                                            refuse(attacker, door, bearer(withAFlippedBit(part, position)));
                                        }
                                    }
                                })));
    }

    @TestFactory
    Stream<DynamicTest> aTokenAnywhereButInTheAuthorizationHeaderIsNone() {
        return Stream.of(
                line(23, "in the query", () -> {
                    for (var door : doors) {
                        assertRefused(peer.get(door, pathAt(door) + "?access_token=" + good), 401);
                    }
                }),
                line(23, "in a form", () -> {
                    for (var door : doors) {
                        assertRefused(
                                peer.send(HttpRequest.newBuilder(door.resolve(pathAt(door)))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .POST(BodyPublishers.ofString("access_token=" + good))
                                        .build()),
                                401);
                    }
                }),
                line(23, "in a cookie", () -> {
                    for (var door : doors) {
                        assertRefused(
                                peer.get(
                                        door,
                                        pathAt(door),
                                        "Cookie",
                                        "access_token=" + good + "; Authorization=\"Bearer " + good + "\""),
                                401);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> twoAuthorizationHeadersAreRefusedWhicheverIsGood() {
        var bad = good.substring(0, good.lastIndexOf('.') + 1) + base64(new byte[256]);
        return Stream.of(List.of(good, bad), List.of(bad, good), List.of(good, good))
                .map(pair -> line(
                        24,
                        "two Authorization headers: "
                                + String.join(
                                        ", ",
                                        pair.stream()
                                                .map(token -> token.equals(good) ? "good" : "bad")
                                                .toList()),
                        () -> {
                            for (var door : doors) {
                                assertRefused(
                                        peer.get(
                                                door,
                                                pathAt(door),
                                                "Authorization",
                                                bearer(pair.get(0)),
                                                "Authorization",
                                                bearer(pair.get(1))),
                                        400,
                                        401);
                            }
                        }));
    }

    @TestFactory
    Stream<DynamicTest> aHeaderThatNoTokenFillsIsRefusedUnread() {
        return Stream.of(17, 200)
                .map(size -> line(25, "a token of " + size + " kB", () -> {
                    for (var door : doors) {
                        refuseUnread(door, bearer("a".repeat(size * 1024)));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aClaimOfTwentyThousandLevelsIsRefusedUnread() {
        return Stream.of(line(12, "a JSON claim 20 000 deep", () -> {
            for (var door : doors) {
                refuseUnread(door, bearer(deepClaim(20_000)));
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> theTokensOfASessionThatEndedAreSoonRefusedAtEveryGateway() {
        return Stream.of(
                line(26, "after the logout", () -> {
                    var session = bearerOf(logIn(person));
                    assertThat(peer.send(gateway, "POST", "/api/v1/user/logout", null, "Authorization", session)
                                    .status())
                            .isEqualTo(204);

                    awaitRefusalAtEveryGateway(session);
                }),
                line(26, "after the logout from everywhere", () -> {
                    var somebody = system.newPeople(1).getFirst();
                    var here = bearerOf(logIn(somebody));
                    var there = bearerOf(logIn(somebody));
                    assertThat(peer.send(gateway, "POST", "/api/v1/user/logout-all", null, "Authorization", here)
                                    .status())
                            .isEqualTo(204);

                    awaitRefusalAtEveryGateway(here);
                    awaitRefusalAtEveryGateway(there);
                }),
                line(26, "after a change of the password, elsewhere", () -> {
                    var somebody = system.newPeople(1).getFirst();
                    var thief = bearerOf(logIn(somebody));
                    var owner = bearerOf(logIn(somebody));
                    assertThat(peer.post(
                                            gateway,
                                            "/api/v1/user/password",
                                            Map.of(
                                                    "currentPassword",
                                                    somebody.password(),
                                                    "newPassword",
                                                    "quite another horse 58"),
                                            "Authorization",
                                            owner)
                                    .status())
                            .isEqualTo(204);

                    awaitRefusalAtEveryGateway(thief);
                    assertThat(Http.get(gateway, "/homepage", owner).status()).isEqualTo(200);
                }),
                line(26, "after the account was erased", () -> {
                    var somebody = system.newPeople(1).getFirst();
                    var session = bearerOf(logIn(somebody));
                    assertThat(peer.send(
                                            gateway,
                                            "DELETE",
                                            "/api/v1/user/me",
                                            json(Map.of("password", somebody.password())),
                                            "Authorization",
                                            session)
                                    .status())
                            .isEqualTo(204);

                    awaitRefusalAtEveryGateway(session);
                }));
    }

    private List<Wrong> schemes() {
        return List.of(
                new Wrong(2, "a scheme without a token", "Bearer"),
                new Wrong(2, "two tokens", "Bearer  x y"),
                new Wrong(2, "the good token twice", bearer(good + " " + good)),
                new Wrong(2, "another scheme", "Basic " + good),
                new Wrong(2, "a password", "Basic " + Base64.getEncoder().encodeToString(ascii("admin:admin"))),
                new Wrong(3, "no scheme", good),
                new Wrong(3, "no JWT", bearer("hello")));
    }

    private List<Wrong> unsigned() {
        var wrong = new ArrayList<Wrong>();
        for (var none : List.of("none", "None", "NONE", "nOnE", "", " none")) {
            var changed = forge.tokenSignedBy(new byte[0], header -> header.put("alg", none));
            wrong.add(new Wrong(4, "alg \"" + none + "\" and no signature", bearer(changed)));
            wrong.add(new Wrong(
                    4,
                    "alg \"" + none + "\" and a good token's signature",
                    bearer(changed + good.substring(good.lastIndexOf('.') + 1))));
        }
        wrong.add(new Wrong(4, "no signature", bearer(good.substring(0, good.lastIndexOf('.') + 1))));
        wrong.add(new Wrong(4, "no signature and no dot", bearer(good.substring(0, good.lastIndexOf('.')))));
        return wrong;
    }

    private List<Wrong> confusedAlgorithms() throws GeneralSecurityException {
        var key = rsaKey();
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----";
        var wrong = new ArrayList<Wrong>();
        for (var algorithm : List.of("HS256", "HS384", "HS512")) {
            wrong.add(new Wrong(5, algorithm + " by the public PEM", bearer(forge.hmacToken(algorithm, ascii(pem)))));
            wrong.add(new Wrong(
                    5,
                    algorithm + " by the public PEM's lines",
                    bearer(forge.hmacToken(algorithm, ascii(pem + "\n")))));
            wrong.add(new Wrong(
                    5, algorithm + " by the public DER", bearer(forge.hmacToken(algorithm, key.getEncoded()))));
            wrong.add(new Wrong(
                    5, algorithm + " by the JWK", bearer(forge.hmacToken(algorithm, ascii(publicKey.toString())))));
            wrong.add(new Wrong(6, algorithm + " by an empty key", bearer(forge.hmacToken(algorithm, new byte[0]))));
        }
        for (var secret : commonSecrets().toList()) {
            wrong.add(new Wrong(6, "HS256 by \"" + secret + "\"", bearer(forge.hmacToken("HS256", ascii(secret)))));
        }
        wrong.add(new Wrong(6, "alg PS256", bearer(forge.tokenWithHeader(header -> header.put("alg", "PS256")))));
        wrong.add(new Wrong(6, "alg RS512", bearer(forge.tokenWithHeader(header -> header.put("alg", "RS512")))));
        wrong.add(new Wrong(6, "alg rs256", bearer(forge.tokenWithHeader(header -> header.put("alg", "rs256")))));
        return wrong;
    }

    /** A hundred that people have been known to sign with. */
    private static Stream<String> commonSecrets() {
        return Stream.of(
                        "secret",
                        "password",
                        "key",
                        "jwt",
                        "token",
                        "changeme",
                        "admin",
                        "test",
                        "supersecret",
                        "your-256-bit-secret",
                        "my-secret",
                        "secretkey",
                        "jwtsecret",
                        "private",
                        "qwerty",
                        "123456",
                        "default",
                        "example",
                        "promo",
                        "promotion",
                        "voucher",
                        "auth",
                        "spring",
                        "development",
                        "0")
                .flatMap(word -> Stream.of(word, word.toUpperCase(Locale.ROOT), word + "123", word + "!"));
    }

    private List<Wrong> keysInTheHeader() throws GeneralSecurityException {
        var strangers = forge.strangersKey();
        var jwk = Map.of(
                "kty",
                "RSA",
                "kid",
                kid,
                "n",
                base64(unsigned(strangers.getModulus())),
                "e",
                base64(unsigned(strangers.getPublicExponent())));
        return List.of(
                new Wrong(
                        7, "jwk with a stranger's key", bearer(forge.strangersToken(h -> h.put("jwk", jwk), _ -> {}))),
                new Wrong(
                        7,
                        "jwk with a stranger's key, and no kid",
                        bearer(forge.strangersToken(
                                header -> {
                                    header.put("jwk", jwk);
                                    header.remove("kid");
                                },
                                _ -> {}))),
                new Wrong(7, "jwk beside our own signature", bearer(forge.tokenWithHeader(h -> h.put("jwk", jwk)))),
                new Wrong(
                        7,
                        "x5c",
                        bearer(forge.strangersToken(
                                header -> header.put(
                                        "x5c", List.of(Base64.getEncoder().encodeToString(strangers.getEncoded()))),
                                _ -> {}))));
    }

    private List<Wrong> keyIds() throws GeneralSecurityException {
        var wrong = new ArrayList<Wrong>();
        for (var id : List.of(
                "../../dev/null",
                "/dev/null",
                "' OR 1=1--",
                "' UNION SELECT 'AAAA'-- ",
                "x".repeat(8_000),
                List.of(kid),
                Map.of("kid", kid),
                1,
                "",
                kid + "\u0000",
                kid.toLowerCase(Locale.ROOT))) {
            var text = id.toString();
            var name = "kid " + (text.length() > 40 ? text.length() + " long" : json(Map.of("kid", id)));
            wrong.add(new Wrong(9, name, bearer(forge.tokenWithHeader(header -> header.put("kid", id)))));
        }
        wrong.add(new Wrong(9, "no kid", bearer(forge.tokenWithHeader(header -> header.remove("kid")))));
        wrong.add(new Wrong(9, "kid null", bearer(forge.tokenWithHeader(header -> header.put("kid", null)))));
        return wrong;
    }

    private List<Wrong> criticalHeaders() throws GeneralSecurityException {
        return List.of(
                new Wrong(
                        11,
                        "crit of something unknown",
                        bearer(forge.tokenWithHeader(h -> h.put("crit", List.of("x"))))),
                new Wrong(11, "crit, empty", bearer(forge.tokenWithHeader(h -> h.put("crit", List.of())))),
                new Wrong(11, "b64 false", bearer(forge.tokenWithHeader(header -> header.put("b64", false)))),
                new Wrong(11, "b64 false, critical", bearer(forge.tokenWithHeader(header -> {
                    header.put("b64", false);
                    header.put("crit", List.of("b64"));
                }))),
                new Wrong(11, "cty JWT", bearer(forge.tokenWithHeader(header -> header.put("cty", "JWT")))),
                new Wrong(11, "zip DEF", bearer(forge.tokenWithHeader(header -> header.put("zip", "DEF")))));
    }

    private List<Wrong> costlyTokens() throws Exception {
        return List.of(
                new Wrong(12, "a JWE for our public key that inflates a thousandfold", bearer(zipBomb())),
                new Wrong(
                        12,
                        "a JWE of 2^31 rounds of PBES2",
                        bearer(String.join(
                                ".",
                                base64(ascii(
                                        "{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128CBC-HS256\",\"p2s\":\"c2FsdHNhbHRzYWx0\","
                                                + "\"p2c\":2147483648}")),
                                base64(new byte[40]),
                                base64(new byte[16]),
                                base64(new byte[32]),
                                base64(new byte[16])))),
                new Wrong(12, "a JSON claim 2 000 deep", bearer(deepClaim(2_000))),
                new Wrong(
                        12,
                        "a number of 3 000 digits",
                        bearer(forge.tokenOf(
                                json(forge.header(_ -> {})),
                                withMember(json(forge.claims(_ -> {})), "\"n\":" + "9".repeat(3_000))))));
    }

    private List<Wrong> otherKindsOfTokens() throws GeneralSecurityException {
        var wrong = new ArrayList<>(List.of(
                new Wrong(13, "no typ", bearer(forge.tokenWithHeader(header -> header.remove("typ")))),
                new Wrong(13, "an ID token: typ JWT", bearer(forge.tokenWithHeader(h -> h.put("typ", "JWT")))),
                new Wrong(13, "typ refresh+jwt", bearer(forge.tokenWithHeader(h -> h.put("typ", "refresh+jwt")))),
                new Wrong(13, "typ 1", bearer(forge.tokenWithHeader(header -> header.put("typ", 1)))),
                new Wrong(13, "a token of no session", bearer(forge.tokenWithClaims(claims -> claims.remove("sid"))))));
        wrong.add(new Wrong(
                13, "a refresh token", bearer(login.at("/refreshToken").stringValue())));
        return wrong;
    }

    private List<Wrong> audiencesAndIssuers() throws GeneralSecurityException {
        return List.of(
                wrongClaims(14, "no aud", claims -> claims.remove("aud")),
                wrongClaims(14, "another aud", claims -> claims.put("aud", List.of("other"))),
                wrongClaims(14, "another aud, as text", claims -> claims.put("aud", "other")),
                wrongClaims(14, "aud as an object", claims -> claims.put("aud", Map.of("promo-api", true))),
                wrongClaims(14, "aud with ours as its beginning", claims -> claims.put("aud", "promo-api-2")),
                wrongClaims(15, "another iss", claims -> claims.put("iss", "http://evil.example")),
                wrongClaims(15, "iss with a slash at its end", claims -> claims.put("iss", issuer + "/")),
                wrongClaims(15, "iss in capitals", claims -> claims.put("iss", issuer.replace("http", "HTTP"))),
                wrongClaims(15, "no iss", claims -> claims.remove("iss")));
    }

    private List<Wrong> times() throws GeneralSecurityException {
        return List.of(
                wrongClaims(16, "no exp", claims -> claims.remove("exp")),
                wrongClaims(16, "exp null", claims -> claims.put("exp", null)),
                wrongClaims(16, "exp as text", claims -> claims.put("exp", Long.toString(now() + 600))),
                wrongClaims(16, "exp 1e308", claims -> claims.put("exp", 1e308)),
                wrongClaims(16, "exp with a fraction", claims -> claims.put("exp", now() + 600.5)),
                wrongClaims(16, "exp negative", claims -> claims.put("exp", -1)),
                wrongClaims(16, "exp in milliseconds", claims -> claims.put("exp", (now() + 600) * 1_000)),
                wrongClaims(
                        16,
                        "exp beyond a long",
                        claims -> claims.put("exp", BigInteger.TWO.pow(64).add(BigInteger.TEN))),
                wrongClaims(16, "exp an hour ago", expired(3600)),
                wrongClaims(16, "nbf in an hour", claims -> claims.put("nbf", now() + 3600)),
                wrongClaims(16, "iat in an hour", claims -> claims.put("iat", now() + 3600)),
                wrongClaims(16, "no iat", claims -> claims.remove("iat")),
                wrongClaims(17, "exp 90 s ago", expired(90)));
    }

    private List<Wrong> emptySignatures() {
        // r and s of length 32 each, both 0: what CVE-2022-21449 took for everybody's signature
        var zeros = forge.tokenSignedBy(new byte[64], header -> header.put("alg", "ES256"));
        var der = forge.tokenSignedBy(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}, header -> header.put("alg", "ES256"));
        return List.of(
                new Wrong(19, "ES256 with r = s = 0", bearer(zeros)),
                new Wrong(19, "ES256 with a signature in DER", bearer(der)),
                new Wrong(19, "RS256 with a signature of zeros", bearer(forge.tokenSignedBy(new byte[256], _ -> {}))),
                new Wrong(19, "RS256 with a signature of one byte", bearer(forge.tokenSignedBy(new byte[1], _ -> {}))));
    }

    /** The same bytes for a decoder that forgives, in other characters. */
    private List<Wrong> otherSpellings() {
        var parts = good.split("\\.", -1);
        var wrong = new ArrayList<Wrong>();
        for (var part = 0; part < 3; part++) {
            var segment = List.of("header", "payload", "signature").get(part);
            var text = parts[part];
            for (var spelling : spellings(text).entrySet()) {
                parts[part] = spelling.getValue();
                wrong.add(new Wrong(20, segment + " " + spelling.getKey(), bearer(String.join(".", parts))));
            }
            parts[part] = text;
        }
        if (good.contains("-") || good.contains("_")) {
            wrong.add(new Wrong(
                    20, "in the other base64", bearer(good.replace('-', '+').replace('_', '/'))));
        }
        wrong.add(new Wrong(20, "with a dot more", bearer(good + ".")));
        return wrong;
    }

    private static Map<String, String> spellings(String text) {
        var spellings = new LinkedHashMap<String, String>();
        for (var junk : List.of("=", "==", "{", "*", "%3D")) {
            spellings.put("with " + junk + " after it", text + junk);
        }
        spellings.put("with a space in it", text.substring(0, 8) + " " + text.substring(8));
        var bytes = BASE64.decode(text);
        for (var last : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("")) {
            var spelling = text.substring(0, text.length() - 1) + last;
            if (!spelling.equals(text) && Arrays.equals(BASE64.decode(spelling), bytes)) {
                spellings.put("with other pad bits: " + last, spelling);
            }
        }
        return spellings;
    }

    private List<Wrong> duplicateKeys() throws GeneralSecurityException {
        var header = json(forge.header(_ -> {}));
        var claims = json(forge.claims(_ -> {}));
        var otherSub = "\"sub\":\"1\"";
        return List.of(
                new Wrong(21, "alg twice", bearer(forge.tokenOf(withMember(header, "\"alg\":\"RS256\""), claims))),
                new Wrong(
                        21,
                        "alg twice, none first",
                        bearer(forge.tokenOf("{\"alg\":\"none\"," + header.substring(1), claims))),
                new Wrong(
                        21, "kid twice", bearer(forge.tokenOf(withMember(header, "\"kid\":\"" + kid + "\""), claims))),
                new Wrong(21, "sub twice", bearer(forge.tokenOf(header, withMember(claims, otherSub)))),
                new Wrong(
                        21,
                        "sub twice, ours last",
                        bearer(forge.tokenOf(header, "{" + otherSub + "," + claims.substring(1)))),
                new Wrong(
                        21,
                        "sub twice, once escaped",
                        bearer(forge.tokenOf(header, withMember(claims, "\"s\\u0075b\":\"1\"")))),
                new Wrong(
                        21, "roles twice", bearer(forge.tokenOf(header, withMember(claims, "\"roles\":[\"ADMIN\"]")))),
                new Wrong(21, "more after the claims", bearer(forge.tokenOf(header, claims + "{}"))),
                new Wrong(21, "claims in an array", bearer(forge.tokenOf(header, "[" + claims + "]"))));
    }

    private List<Wrong> otherSerializations() {
        var parts = good.split("\\.", -1);
        var flattened = "{\"payload\":\"%s\",\"protected\":\"%s\",\"signature\":\"%s\"}"
                .formatted(parts[1], parts[0], parts[2]);
        var general = "{\"payload\":\"%s\",\"signatures\":[{\"protected\":\"%s\",\"signature\":\"%s\"}]}"
                .formatted(parts[1], parts[0], parts[2]);
        return List.of(
                new Wrong(22, "JWS in flattened JSON", bearer(flattened)),
                new Wrong(22, "JWS in general JSON", bearer(general)),
                new Wrong(22, "JWS in JSON, encoded", bearer(base64(ascii(flattened)))),
                new Wrong(22, "two tokens, one after the other", bearer(good + "." + good)),
                new Wrong(22, "the content detached", bearer(parts[0] + ".." + parts[2])));
    }

    private List<Wrong> longTokens() throws GeneralSecurityException {
        return List.of(
                new Wrong(
                        25,
                        "a good token, but of 12 kB",
                        bearer(forge.tokenWithClaims(claims -> claims.put("padding", "x".repeat(9_000))))),
                new Wrong(25, "15 kB of nothing", bearer("a".repeat(15_000))),
                new Wrong(25, "15 kB of dots", bearer(".".repeat(15_000))));
    }

    private List<Wrong> subjects() throws Exception {
        var somebody = Long.toString(system.userId(system.newPeople(1).getFirst()));
        var wrong = new ArrayList<Wrong>();
        for (var subject : List.of(
                "0",
                "-1",
                "+1",
                "01",
                " 1",
                "1.0",
                "1e3",
                "1 or 1=1",
                "١",
                "",
                "admin",
                "9223372036854775808",
                1,
                List.of("1"))) {
            wrong.add(wrongClaims(27, "sub " + json(Map.of("sub", subject)), claims -> claims.put("sub", subject)));
        }
        wrong.add(wrongClaims(27, "no sub", claims -> claims.remove("sub")));
        wrong.add(wrongClaims(27, "roles in one text", claims -> claims.put("roles", "ADMIN")));
        wrong.add(new Wrong(
                27,
                "somebody else, signed by a stranger",
                bearer(forge.strangersToken(_ -> {}, claims -> claims.put("sub", somebody)))));
        wrong.add(new Wrong(
                27,
                "somebody else, signed by a stranger who says so",
                bearer(forge.strangersToken(
                        header -> header.put("kid", "theirs"), claims -> claims.put("sub", somebody)))));
        wrong.add(new Wrong(27, "somebody else in a good token's payload", bearer(withSubject(somebody))));
        return wrong;
    }

    private Wrong wrongClaims(int number, String name, TokenForge.Change change) throws GeneralSecurityException {
        return new Wrong(number, name, bearer(forge.tokenWithClaims(change)));
    }

    private DynamicTest refusedAtEveryDoor(Wrong wrong) {
        return line(wrong.number, wrong.name, () -> refuseAtEveryDoor(wrong.authorization));
    }

    private void refuseAtEveryDoor(String authorization) throws IOException, InterruptedException {
        for (var door : doors) {
            refuse(peer, door, authorization);
        }
    }

    private void refuse(Peer from, URI door, String authorization) throws IOException, InterruptedException {
        var answer = from.get(door, pathAt(door), "Authorization", authorization);

        assertRefused(answer, 401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(code(answer)).isEqualTo("UNAUTHENTICATED");
    }

    /** 431, unless the connection is closed under what is still being sent. */
    private void refuseUnread(URI door, String authorization) throws IOException, InterruptedException {
        try (var sender = Peer.fromElsewhere()) {
            assertThat(sender.get(door, pathAt(door)).status()).isEqualTo(401);
            try {
                assertThat(sender.get(door, pathAt(door), "Authorization", authorization)
                                .status())
                        .isEqualTo(431);
            } catch (HttpTimeoutException unanswered) {
                throw unanswered;
            } catch (IOException _) {
                // closed; that the service goes on is asserted after each test
            }
        }
    }

    private DynamicTest taken(int number, String name, Authorization authorization) {
        return line(number, name, () -> {
            for (var door : doors) {
                assertThat(peer.get(door, pathAt(door), "Authorization", authorization.value())
                                .status())
                        .isEqualTo(200);
            }
        });
    }

    private void awaitRefusalAtEveryGateway(String authorization) {
        for (var each : system.stack().gateways()) {
            var answer = await().atMost(Duration.ofSeconds(60))
                    .until(() -> Http.get(each.url(), "/homepage", authorization), seen -> seen.status() != 200);

            assertRefused(answer, 401);
            assertThat(answer.header("WWW-Authenticate")).contains("invalid_token");
        }
    }

    /** How often the first auth-service was asked for its public keys. */
    private long keyFetches() throws IOException, InterruptedException {
        return Http.get(system.stack().auths().getFirst().managementUrl(), "/actuator/prometheus", "")
                .response()
                .body()
                .lines()
                .filter(metric -> metric.startsWith("http_server_requests_seconds_count{")
                        && metric.contains("uri=\"/oauth2/jwks\""))
                .mapToLong(metric -> (long) Double.parseDouble(metric.substring(metric.lastIndexOf(' '))))
                .sum();
    }

    private String withAFlippedBit(int part, int position) {
        var parts = good.split("\\.", -1);
        var bytes = BASE64.decode(parts[part]);
        var bit = (int) ((long) position * bytes.length * 8 / 100) + position % 8;
        bytes[bit / 8 % bytes.length] ^= (byte) (1 << bit % 8);
        parts[part] = base64(bytes);
        return String.join(".", parts);
    }

    private String withSubject(String subject) {
        var parts = good.split("\\.", -1);
        var claims = new String(BASE64.decode(parts[1]), StandardCharsets.UTF_8);
        var changed = claims.replaceAll("\"sub\":\"\\d+\"", "\"sub\":\"" + subject + "\"");
        assertThat(changed).isNotEqualTo(claims);
        parts[1] = base64(changed.getBytes(StandardCharsets.UTF_8));
        return String.join(".", parts);
    }

    private String deepClaim(int depth) throws GeneralSecurityException {
        return forge.tokenOf(
                json(forge.header(_ -> {})),
                withMember(json(forge.claims(_ -> {})), "\"deep\":" + "[".repeat(depth) + "]".repeat(depth)));
    }

    private static String withMember(String object, String member) {
        return object.substring(0, object.length() - 1) + "," + member + "}";
    }

    /** RFC 7516: encrypted for us by our own public key, as anybody can, its content deflated. */
    private String zipBomb() throws GeneralSecurityException, IOException {
        var zipped = new ByteArrayOutputStream();
        try (var deflating = new DeflaterOutputStream(zipped, new Deflater(Deflater.BEST_COMPRESSION, true))) {
            deflating.write(new byte[4 * 1024 * 1024]);
        }
        var secret = new byte[32];
        var iv = new byte[12];
        var header = base64(ascii(
                "{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"zip\":\"DEF\",\"cty\":\"JWT\",\"kid\":\"" + kid + "\"}"));
        var wrapping = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        wrapping.init(Cipher.ENCRYPT_MODE, rsaKey());
        var encrypting = Cipher.getInstance("AES/GCM/NoPadding");
        encrypting.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, iv));
        encrypting.updateAAD(ascii(header));
        var sealed = encrypting.doFinal(zipped.toByteArray());
        return String.join(
                ".",
                header,
                base64(wrapping.doFinal(secret)),
                base64(iv),
                base64(Arrays.copyOf(sealed, sealed.length - 16)),
                base64(Arrays.copyOfRange(sealed, sealed.length - 16, sealed.length)));
    }

    private RSAPublicKey rsaKey() throws GeneralSecurityException {
        return (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, BASE64.decode(publicKey.at("/n").stringValue())),
                        new BigInteger(1, BASE64.decode(publicKey.at("/e").stringValue()))));
    }

    /** The published key that has signed the good token. */
    private JsonNode publicKey() throws IOException, InterruptedException {
        return Http.get(gateway, "/oauth2/jwks", "")
                .json()
                .at("/keys")
                .valueStream()
                .filter(key -> key.at("/kid").stringValue().equals(kid))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode logIn(Person who) throws IOException, InterruptedException {
        var answer =
                peer.post(gateway, "/api/v1/user/login", Map.of("account", who.userName(), "password", who.password()));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json();
    }

    private static String bearerOf(JsonNode login) {
        return bearer(login.at("/accessToken").stringValue());
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    private static JsonNode partOf(String token, int part) {
        return JsonMapper.shared().readTree(BASE64.decode(token.split("\\.", -1)[part]));
    }

    private static byte[] unsigned(BigInteger number) {
        var bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static TokenForge.Change expired(int secondsAgo) {
        return claims -> {
            claims.put("iat", now() - secondsAgo - 900);
            claims.put("exp", now() - secondsAgo);
        };
    }

    private static void countConnections(ServerSocket listener, AtomicInteger connections) {
        try {
            while (true) {
                listener.accept().close();
                connections.incrementAndGet();
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private String pathAt(URI door) {
        return door.equals(auth) ? "/api/v1/user/me" : "/homepage";
    }

    private String nameOf(URI door) {
        return door.equals(gateway) ? "the gateway" : door.equals(auth) ? "the auth-service" : "the promotion-service";
    }

    private record Wrong(int number, String name, String authorization) {}

    @FunctionalInterface
    private interface Authorization {
        String value() throws GeneralSecurityException;
    }
}
