package dev.promo.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jose.JOSEException;
import dev.promo.defaults.Http;
import dev.promo.defaults.SampleServiceTest;
import dev.promo.defaults.TestIssuer;
import io.jsonwebtoken.Jwts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Every way we know in which a token can be wrong; each must be refused, and the good one next to them accepted. */
@SampleServiceTest
class WrongTokenTests {
    private final Http http;

    WrongTokenTests(@LocalServerPort int port) {
        http = new Http(port);
    }

    @Test
    void theGoodTokenIsAcceptedAndNamesTheCaller() {
        var answer = http.get("/me", "Authorization", "Bearer " + TestIssuer.token());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "\"userId\":42",
                        "\"fullName\":\"Ada Lovelace\"",
                        "\"roles\":[\"USER\"]",
                        "\"hasFirstLogin\":true");
    }

    @Test
    void aTokenMaySayThatItsSubjectHasNoFirstLogin() {
        var answer = me(new Forgery().claim("first_login", "none").signed());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"hasFirstLogin\":false");
    }

    @Test
    void theForgersOwnGoodTokenIsAccepted() {
        assertThat(me(new Forgery().signed()).statusCode()).isEqualTo(200);
    }

    static Stream<Arguments> wrongTokens() throws JOSEException, NoSuchAlgorithmException {
        var tokens = new ArrayList<Arguments>();
        for (var none : List.of("none", "None", "NONE", "nOnE", "")) {
            tokens.add(arguments(
                    "alg " + none + ", no signature",
                    new Forgery().header("alg", none).unsigned()));
            tokens.add(arguments(
                    "alg " + none + ", real signature",
                    new Forgery().header("alg", none).signed()));
        }
        tokens.add(arguments("no signature", new Forgery().unsigned()));
        tokens.add(arguments("no alg", new Forgery().without("alg").signed()));

        var publicKey = TestIssuer.KEY.toRSAPublicKey().getEncoded();
        var pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey)
                + "\n-----END PUBLIC KEY-----\n";
        var confused = new Forgery().header("alg", "HS256");
        tokens.add(arguments("HS256 keyed by the public PEM", confused.mac(utf8(pem))));
        tokens.add(arguments("HS256 keyed by the public PEM, trimmed", confused.mac(utf8(pem.strip()))));
        tokens.add(arguments("HS256 keyed by the public DER", confused.mac(publicKey)));
        tokens.add(arguments(
                "HS256 keyed by the public JWK",
                confused.mac(utf8(TestIssuer.KEY.toPublicJWK().toJSONString()))));
        for (var secret : List.of("secret", "password", "changeit", "your-256-bit-secret", "\0")) {
            tokens.add(arguments("HS256 keyed by " + secret.replace('\0', '0'), confused.mac(utf8(secret))));
        }

        var stranger = TestIssuer.newKey("test-key");
        var strangerKey = TestIssuer.privateKey(stranger);
        var good = new Forgery();
        tokens.add(arguments(
                "a stranger's key under our kid", Forgery.signedBy(strangerKey, good.headerJson(), good.claimsJson())));
        var withJwk = new Forgery().header("jwk", stranger.toPublicJWK().toJSONObject());
        tokens.add(arguments(
                "header jwk with the stranger's key",
                Forgery.signedBy(strangerKey, withJwk.headerJson(), withJwk.claimsJson())));
        for (var algorithm : List.of("RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "RS256 ")) {
            tokens.add(arguments(
                    "alg " + algorithm, new Forgery().header("alg", algorithm).signed()));
        }
        var ec = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
        var es256 = new Forgery().header("alg", "ES256");
        var es256Input = Forgery.base64(es256.headerJson()) + "." + Forgery.base64(es256.claimsJson());
        tokens.add(arguments("ES256 with r = s = 0", es256Input + "." + Forgery.base64(new byte[64])));
        tokens.add(arguments("ES256 in DER form", Forgery.signatureOf(ec, "SHA256withECDSA", es256Input)));

        for (var kid : List.<Object>of(
                "../../dev/null", "' OR 1=1--", "", "k".repeat(10_000), "k".repeat(200), List.of("test-key"), 7)) {
            var text = kid.toString();
            tokens.add(arguments(
                    "kid " + text.substring(0, Math.min(16, text.length())),
                    new Forgery().header("kid", kid).signed()));
        }
        tokens.add(arguments("no kid", new Forgery().without("kid").signed()));
        tokens.add(arguments("kid null", new Forgery().header("kid", null).signed()));
        tokens.add(arguments(
                "unknown kid", new Forgery().header("kid", "another-key").signed()));

        tokens.add(arguments(
                "crit",
                new Forgery().header("crit", List.of("x")).header("x", 1).signed()));
        tokens.add(arguments("b64 false", new Forgery().header("b64", false).signed()));
        tokens.add(arguments("zip", new Forgery().header("zip", "DEF").signed()));
        tokens.add(arguments("cty JWT", new Forgery().header("cty", "JWT").signed()));
        tokens.add(arguments("x5c", new Forgery().header("x5c", List.of("MIIB")).signed()));

        tokens.add(arguments("no typ", new Forgery().without("typ").signed()));
        for (var typ : List.of("JWT", "jwt", "rt+jwt", "id+jwt", "application/at+jwt2", "")) {
            tokens.add(arguments("typ " + typ, new Forgery().header("typ", typ).signed()));
        }
        tokens.add(arguments("no aud", new Forgery().without("aud").signed()));
        for (var aud : List.of("other", List.of("other"), List.of(), "promo-api2", 5, List.of(5))) {
            tokens.add(arguments("aud " + aud, new Forgery().claim("aud", aud).signed()));
        }
        tokens.add(arguments(
                "aud object",
                new Forgery().claim("aud", Map.of("a", "promo-api")).signed()));
        tokens.add(arguments("no iss", new Forgery().without("iss").signed()));
        for (var iss : List.of(
                "http://127.0.0.1:8080/",
                "http://evil",
                "HTTP://127.0.0.1:8080",
                "",
                List.of("http://127.0.0.1:8080"))) {
            tokens.add(arguments("iss " + iss, new Forgery().claim("iss", iss).signed()));
        }
        var now = Instant.now().getEpochSecond();
        tokens.add(arguments("no exp", new Forgery().without("exp").signed()));
        for (var exp :
                List.of(now - 90, now - 3600, 0, -1, "soon", Long.toString(now + 900), true, List.of(now + 900))) {
            tokens.add(arguments("exp " + exp, new Forgery().claim("exp", exp).signed()));
        }
        for (var exp :
                List.of("1e308", "1e400", "1.5e9", "99999999999999999999", "9223372036854775807", "null", "NaN")) {
            var claims = new Forgery().claim("exp", "@").claimsJson().replace("\"@\"", exp);
            tokens.add(arguments("exp bare " + exp, Forgery.signed(good.headerJson(), claims)));
        }
        for (var date : List.of("iat", "nbf")) {
            for (var value : List.of(now + 3600, now + 90, "x", -5)) {
                tokens.add(arguments(
                        date + " " + value, new Forgery().claim(date, value).signed()));
            }
        }
        tokens.add(arguments("no iat", new Forgery().without("iat").signed()));
        tokens.add(arguments("no sub", new Forgery().without("sub").signed()));
        for (var sub : List.of(
                "0", "-1", "1 or 1=1", "+7", "007", "", " 42", "42 ", "４２", "1.0", "9".repeat(19), "alice", 42, true)) {
            tokens.add(arguments(
                    "sub '" + sub + "'", new Forgery().claim("sub", sub).signed()));
        }
        tokens.add(
                arguments("roles a text", new Forgery().claim("roles", "ADMIN").signed()));
        tokens.add(arguments(
                "roles of numbers", new Forgery().claim("roles", List.of(1)).signed()));
        for (var sid : List.of("", "x", TestIssuer.SESSION.toUpperCase(Locale.ROOT), " " + TestIssuer.SESSION, 7)) {
            tokens.add(arguments(
                    "sid '" + sid + "'", new Forgery().claim("sid", sid).signed()));
        }
        tokens.add(arguments("name a number", new Forgery().claim("name", 7).signed()));
        for (var value : List.of("", "NONE", "none ", "some", 0, false, List.of("none"), Map.of("none", true))) {
            tokens.add(arguments(
                    "first_login " + value,
                    new Forgery().claim("first_login", value).signed()));
        }
        tokens.add(arguments(
                "first_login null", new Forgery().claim("first_login", null).signed()));

        tokens.addAll(misspelt(good.signed()));
        tokens.addAll(strangeJson(good));
        tokens.add(arguments(
                "JWE of five parts",
                Forgery.base64("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}") + "..AAAA.AAAA.AAAA"));
        tokens.add(arguments(
                "PBES2 with 2^31 rounds",
                Forgery.base64(
                                "{\"alg\":\"PBES2-HS256+A128KW\",\"p2c\":2147483647,\"p2s\":\"AAAA\",\"enc\":\"A128GCM\"}")
                        + ".AAAA.AAAA.AAAA.AAAA"));
        tokens.add(arguments(
                "JSON serialization",
                "{\"protected\":\"" + Forgery.base64(good.headerJson()) + "\",\"payload\":\""
                        + Forgery.base64(good.claimsJson()) + "\",\"signature\":\"AAAA\"}"));
        tokens.add(arguments(
                "12 kB long", new Forgery().claim("fill", "x".repeat(8_500)).signed()));
        return tokens.stream();
    }

    /** The same bytes in another spelling: what forgiving base64 readers let through. */
    private static List<Arguments> misspelt(String good) {
        var tokens = new ArrayList<Arguments>();
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var last = good.charAt(good.length() - 1);
        for (var i = 1; i < 16; i++) {
            var loose = alphabet.charAt(alphabet.indexOf(last) ^ i);
            tokens.add(arguments("last character " + loose, good.substring(0, good.length() - 1) + loose));
        }
        for (var junk : List.of("=", "==", "{", "!", "+", "/", "%3D", ".", "..", ".AAAA", "~", ",x", " x")) {
            tokens.add(arguments("followed by " + junk, good + junk));
        }
        for (var junk : List.of(".", "=", "\"", ",")) {
            tokens.add(arguments("after " + junk, junk + good));
        }
        var parts = good.split("\\.", -1);
        tokens.add(arguments("header padded", parts[0] + "=." + parts[1] + "." + parts[2]));
        tokens.add(arguments("claims padded", parts[0] + "." + parts[1] + "=." + parts[2]));
        tokens.add(arguments("a space within", parts[0] + ". " + parts[1] + "." + parts[2]));
        tokens.add(arguments("two parts", parts[0] + "." + parts[1]));
        tokens.add(arguments("one part", parts[0]));
        tokens.add(arguments("empty header", "." + parts[1] + "." + parts[2]));
        tokens.add(arguments("empty claims", parts[0] + ".." + parts[2]));
        tokens.add(arguments("dots only", ".."));
        tokens.add(arguments(
                "claims of another token",
                parts[0] + "." + Forgery.base64(new Forgery().claim("sub", "43").claimsJson()) + "." + parts[2]));
        var signature = Base64.getUrlDecoder().decode(parts[2]);
        tokens.add(arguments("signature of zeros", parts[0] + "." + parts[1] + "." + Forgery.base64(new byte[256])));
        tokens.add(arguments(
                "signature with a zero before",
                parts[0] + "." + parts[1] + "." + Forgery.base64(concat(new byte[1], signature))));
        tokens.add(arguments(
                "signature with a zero behind",
                parts[0] + "." + parts[1] + "." + Forgery.base64(Arrays.copyOf(signature, 257))));
        tokens.add(arguments(
                "standard alphabet",
                good.replace('-', '+').replace('_', '/').equals(good)
                        ? "+/" + good
                        : good.replace('-', '+').replace('_', '/')));
        return tokens;
    }

    /** Truly signed, but JSON that two parsers may read in two ways. */
    private static List<Arguments> strangeJson(Forgery good) {
        var tokens = new ArrayList<Arguments>();
        var header = good.headerJson();
        var claims = good.claimsJson();
        var claimsTail = claims.substring(1);
        tokens.add(arguments("duplicate sub", Forgery.signed(header, "{\"sub\":\"1\"," + claimsTail)));
        tokens.add(arguments("duplicate sub, escaped", Forgery.signed(header, "{\"\\u0073ub\":\"1\"," + claimsTail)));
        tokens.add(arguments("duplicate exp", Forgery.signed(header, "{\"exp\":9," + claimsTail)));
        tokens.add(arguments("duplicate alg", Forgery.signed("{\"alg\":\"none\"," + header.substring(1), claims)));
        tokens.add(arguments("duplicate kid", Forgery.signed("{\"kid\":\"x\"," + header.substring(1), claims)));
        tokens.add(arguments("claims followed by more", Forgery.signed(header, claims + "{}")));
        tokens.add(arguments("header followed by more", Forgery.signed(header + " x", claims)));
        tokens.add(arguments("claims an array", Forgery.signed(header, "[" + claims + "]")));
        tokens.add(arguments("claims a text", Forgery.signed(header, "\"x\"")));
        tokens.add(arguments("claims null", Forgery.signed(header, "null")));
        tokens.add(arguments("header not JSON", Forgery.signed("alg=RS256", claims)));
        tokens.add(arguments("comment", Forgery.signed(header, "/**/" + claims)));
        tokens.add(arguments("byte order mark", Forgery.signed(header, "\uFEFF" + claims)));
        tokens.add(arguments(
                "deep claim",
                Forgery.signed(header, "{\"d\":" + "[".repeat(2_500) + "]".repeat(2_500) + "," + claimsTail)));
        var utf16 = claims.getBytes(StandardCharsets.UTF_16BE);
        tokens.add(arguments(
                "claims in UTF-16",
                Forgery.signatureOf(
                        TestIssuer.privateKey(TestIssuer.KEY),
                        "SHA256withRSA",
                        Forgery.base64(header) + "." + Forgery.base64(utf16))));
        var broken = ("{\"x\":\"\u00ff\"," + claimsTail).getBytes(StandardCharsets.ISO_8859_1);
        tokens.add(arguments(
                "claims in broken UTF-8",
                Forgery.signatureOf(
                        TestIssuer.privateKey(TestIssuer.KEY),
                        "SHA256withRSA",
                        Forgery.base64(header) + "." + Forgery.base64(broken))));
        return tokens;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTokens")
    void aWrongTokenIsRefused(String wrong, String token) {
        var answer = me(token);

        assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
        refused(answer);
    }

    /** All bits of a signature would only repeat the same check, so each part gives a hundred spread over its length. */
    @Test
    void aFlippedBitAnywhereIsRefused() {
        var parts = TestIssuer.token().split("\\.", -1);
        for (var part = 0; part < 3; part++) {
            var bytes = Base64.getUrlDecoder().decode(parts[part]);
            for (var i = 0; i < 100; i++) {
                var bit = (int) ((long) i * bytes.length * 8 / 100);
                var flipped = bytes.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                var forged = parts.clone();
                forged[part] = Forgery.base64(flipped);
                assertThat(me(String.join(".", forged)).statusCode())
                        .as("part %d bit %d", part, bit)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void aJkuOrX5uIsNeverVisited() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var url = "http://127.0.0.1:" + listener.getLocalPort() + "/keys";

            refused(me(new Forgery().header("jku", url).signed()));
            refused(me(new Forgery().header("x5u", url).signed()));

            listener.setSoTimeout(200);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(listener::accept))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void anExpiredTokenPassesWithinTheStatedSkewOnly() {
        var now = Instant.now();
        assertThat(me(issue(now.minusSeconds(15))).statusCode()).isEqualTo(200);
        refused(me(issue(now.minusSeconds(45))));
    }

    private static String issue(Instant expires) {
        return TestIssuer.builder()
                .issuedAt(Date.from(expires.minusSeconds(900)))
                .expiration(Date.from(expires))
                .signWith(TestIssuer.privateKey(TestIssuer.KEY), Jwts.SIG.RS256)
                .compact();
    }

    @Test
    void ourAudienceAmongOthersIsEnough() {
        assertThat(me(new Forgery().claim("aud", List.of("other", "promo-api")).signed())
                        .statusCode())
                .isEqualTo(200);
        assertThat(me(new Forgery().claim("aud", "promo-api").signed()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutATokenTheChallengeNamesNoError() {
        var answer = http.get("/me");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).isEqualTo(List.of("Bearer"));
        assertThat(answer.body()).contains("\"code\":\"UNAUTHENTICATED\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer", "BEARER", "bEaReR"})
    void theSchemeIsCaseInsensitive(String scheme) {
        assertThat(http.get("/me", "Authorization", scheme + " " + TestIssuer.token())
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer", "Bearer ", "Bearer  x y", "Bearer x", "Basic YTpi", "Digest x", "Bearer,", "Token x"})
    void anythingThatIsNotABearerTokenIsRefused(String credentials) {
        assertThat(http.get("/me", "Authorization", credentials).statusCode()).isEqualTo(401);
    }

    @Test
    void theTokenAloneWithoutSchemeIsRefused() {
        assertThat(http.get("/me", "Authorization", TestIssuer.token()).statusCode())
                .isEqualTo(401);
        assertThat(http.get("/me", "Authorization", "Bearer" + TestIssuer.token())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void twoAuthorizationHeadersAreRefusedInEitherOrder() {
        var good = "Bearer " + TestIssuer.token();

        refused(http.get("/me", "Authorization", good, "Authorization", "Bearer bad"));
        refused(http.get("/me", "Authorization", "Bearer bad", "Authorization", good));
        refused(http.get("/me", "Authorization", good, "Authorization", good));
    }

    @Test
    void aTokenAnywhereButInTheHeaderIsNotSeen() {
        var good = TestIssuer.token();

        assertThat(http.get("/me?access_token=" + good).statusCode()).isEqualTo(401);
        assertThat(http.get("/me", "Cookie", "access_token=" + good).statusCode())
                .isEqualTo(401);
        assertThat(http.send("POST", "/me", "access_token=" + good, "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anEnormousTokenIsRefused() {
        assertThat(me("A".repeat(12_000)).statusCode()).isEqualTo(401);
        assertThat(me("A".repeat(200_000)).statusCode()).isEqualTo(431);
    }

    @Test
    void aPublicEndpointDoesNotLookAtTheToken() {
        assertThat(http.get("/public", "Authorization", "Bearer expired").statusCode())
                .isEqualTo(200);
        assertThat(http.send("HEAD", "/public", null).statusCode()).isEqualTo(200);
        assertThat(http.postJson("/public", "{}").statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> me(String token) {
        return http.get("/me", "Authorization", "Bearer " + token);
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).isEqualTo(List.of("Bearer error=\"invalid_token\""));
        assertThat(answer.headers().allValues("Cache-Control")).isEqualTo(List.of("no-store"));
        assertThat(answer.body()).contains("\"code\":\"UNAUTHENTICATED\"").doesNotContain("Exception");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        IntStream.range(0, second.length).forEach(i -> both[first.length + i] = second[i]);
        return both;
    }
}
