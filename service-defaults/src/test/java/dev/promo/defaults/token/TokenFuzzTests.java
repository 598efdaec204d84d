package dev.promo.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import dev.promo.defaults.TestIssuer;
import java.security.PrivateKey;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestContextManager;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Thousands of tokens, each a good one that something was done to: characters, segments, JSON, keys. The service answers each
 * with 401, or 200 where the issuer itself signed it and the rules allow what it says; and never anything else.
 */
class TokenFuzzTests {

    private static final PrivateKey REAL = TestIssuer.privateKey(TestIssuer.KEY);
    private static final PrivateKey STRANGERS = TestIssuer.privateKey(TestIssuer.newKey("test-key"));

    private static final String HEADER = new Forgery().headerJson();
    private static final String CLAIMS = new Forgery().claimsJson();
    private static final String GOOD = Forgery.signed(HEADER, CLAIMS);

    @SuppressWarnings("NullAway.Init") // by BeforeContainer
    private static Http http;

    /** The service that the other tests share; jqwik has no extension for it. */
    @BeforeContainer
    static void theService() {
        var context =
                new TestContextManager(WrongTokenTests.class).getTestContext().getApplicationContext();
        http = new Http(context.getBean(Environment.class).getRequiredProperty("local.server.port", Integer.class));
    }

    /**
     * What is sent.
     *
     * @param mayPass whether it is authentic, so that only what it says can be wrong with it
     */
    record Attempt(String token, boolean mayPass) {}

    @Property(tries = 2_500)
    void aTokenThatWasTouchedIsRefusedAndNothingBreaks(@ForAll("attempts") Attempt attempt) {
        var status =
                http.get("/me", "Authorization", "Bearer " + attempt.token()).statusCode();

        if (attempt.mayPass()) {
            assertThat(status).isIn(200, 401);
        } else {
            assertThat(status).isEqualTo(401);
        }
    }

    @Provide
    Arbitrary<Attempt> attempts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, charactersReplaced().map(TokenFuzzTests::untrusted)),
                Tuple.of(2, charactersCutOutOrPutIn().map(TokenFuzzTests::untrusted)),
                Tuple.of(2, segmentsMoved().map(TokenFuzzTests::untrusted)),
                Tuple.of(4, jsonEdited()));
    }

    /** As it is unless nothing was changed after all. */
    private static Attempt untrusted(String token) {
        return new Attempt(token, token.equals(GOOD));
    }

    private static Arbitrary<String> charactersReplaced() {
        var bitFlipped = position()
                .flatMap(at -> Arbitraries.integers()
                        .between(0, 6)
                        .map(bit -> (char) (GOOD.charAt(at) ^ (1 << bit)))
                        .filter(TokenFuzzTests::canBeInAHeader)
                        .map(flipped -> GOOD.substring(0, at) + flipped + GOOD.substring(at + 1)));
        var replaced = Combinators.combine(position(), character())
                .as((at, other) -> GOOD.substring(0, at) + other + GOOD.substring(at + 1));
        return Arbitraries.oneOf(bitFlipped, replaced);
    }

    private static Arbitrary<String> charactersCutOutOrPutIn() {
        var cut = Combinators.combine(position(), Arbitraries.integers().between(1, 400))
                .as((at, length) -> GOOD.substring(0, at) + GOOD.substring(Math.min(GOOD.length(), at + length)));
        var put = Combinators.combine(
                        position(), character().list().ofMinSize(1).ofMaxSize(5))
                .as((at, more) -> GOOD.substring(0, at)
                        + String.join("", more.stream().map(String::valueOf).toList())
                        + GOOD.substring(at));
        return Arbitraries.oneOf(cut, put);
    }

    private static Arbitrary<String> segmentsMoved() {
        var segments = List.of(GOOD.split("\\.", -1));
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of(segments)),
                        Tuple.of(
                                1,
                                Arbitraries.of("", "e30", "AA", "bnVsbA", "W10", Forgery.base64("{\"alg\":\"none\"}"))))
                .list()
                .ofMinSize(0)
                .ofMaxSize(6)
                .map(moved -> String.join(".", moved));
    }

    /** The JSON changed, then signed: by the issuer, by a stranger, or not anew at all. */
    private static Arbitrary<Attempt> jsonEdited() {
        var headers = Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(HEADER)), Tuple.of(2, edited(HEADER)));
        var claims = Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(CLAIMS)), Tuple.of(2, edited(CLAIMS)));
        return Combinators.combine(headers, claims, Arbitraries.of("issuer", "stranger", "nobody"))
                .as((header, body, signer) -> switch (signer) {
                    case "issuer" -> new Attempt(Forgery.signedBy(REAL, header, body), saysTheSame(header, HEADER));
                    case "stranger" -> new Attempt(Forgery.signedBy(STRANGERS, header, body), false);
                    default ->
                        untrusted(Forgery.base64(header) + "." + Forgery.base64(body)
                                + GOOD.substring(GOOD.lastIndexOf('.')));
                });
    }

    private static Arbitrary<String> edited(String json) {
        var field = Arbitraries.of(
                "alg",
                "typ",
                "kid",
                "jwk",
                "jku",
                "x5u",
                "x5c",
                "crit",
                "b64",
                "zip",
                "cty",
                "iss",
                "aud",
                "sub",
                "iat",
                "exp",
                "nbf",
                "jti",
                "sid",
                "name",
                "roles",
                "",
                "\u0000",
                "__proto__");
        var value = Arbitraries.oneOf(
                Arbitraries.of(
                        "null",
                        "true",
                        "0",
                        "-1",
                        "1e999",
                        "1.5",
                        "9223372036854775808",
                        "[]",
                        "{}",
                        "[[[[[[[[[[]]]]]]]]]]",
                        "[null]",
                        "[\"ADMIN\"]",
                        "{\"a\":{}}",
                        "\"none\"",
                        "\"RS256\"",
                        "\"HS256\"",
                        "\"PS256\"",
                        "\"AT+JWT\"",
                        "\"JWT\"",
                        "\"../../dev/null\"",
                        "\"' OR 1=1\"",
                        "\"\\u0000\"",
                        "\"\\uD800\"",
                        "NaN",
                        "01",
                        "'x'",
                        "\"promo-api\"",
                        "42",
                        "\"42\""),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.strings()
                        .ofMaxLength(20)
                        .map(text -> JsonMapper.shared().writeValueAsString(text)));
        var added = Combinators.combine(field, value)
                .as((name, what) -> "{" + quoted(name) + ":" + what + "," + json.substring(1));
        var replaced = Combinators.combine(field, value)
                .as((name, what) -> json.replaceFirst(
                        "\"" + Pattern.quote(name) + "\":(\"[^\"]*\"|\\[[^]]*]|[0-9]+)",
                        Matcher.quoteReplacement(quoted(name) + ":" + what)));
        var removed = field.map(
                name -> json.replaceFirst("\"" + Pattern.quote(name) + "\":(\"[^\"]*\"|\\[[^]]*]|[0-9]+),?", ""));
        var torn = Combinators.combine(
                        Arbitraries.integers().between(0, json.length() - 1),
                        Arbitraries.of("", "\"", "}", "{", ",", "\\", "\u0000", "\uFEFF", " ", "/**/"))
                .as((at, what) -> json.substring(0, at) + what + json.substring(at + 1));
        return Arbitraries.oneOf(added, replaced, removed, torn);
    }

    private static String quoted(String name) {
        return JsonMapper.shared().writeValueAsString(name);
    }

    /** The case of the type does not matter (RFC 7515 §4.1.9). */
    private static boolean saysTheSame(String header, String original) {
        try {
            return JsonMapper.shared()
                    .readTree(header.replace("\"AT+JWT\"", "\"at+jwt\""))
                    .equals(JsonMapper.shared().readTree(original));
        } catch (JacksonException _) {
            return false;
        }
    }

    /** Anywhere, and often where segments end, whose last characters carry bits that mean nothing. */
    private static Arbitrary<Integer> position() {
        var anywhere =
                Arbitraries.integers().between(0, GOOD.length() - 1).withDistribution(RandomDistribution.uniform());
        var ends = IntStream.range(0, GOOD.length())
                .filter(at ->
                        at + 2 >= GOOD.length() || GOOD.substring(at, at + 3).contains("."))
                .boxed()
                .toList();
        return Arbitraries.frequencyOf(Tuple.of(3, anywhere), Tuple.of(1, Arbitraries.of(ends)));
    }

    private static Arbitrary<Character> character() {
        return Arbitraries.chars().range('!', '~');
    }

    private static boolean canBeInAHeader(char character) {
        return character > ' ' && character < 0x7f;
    }
}
