package dev.promo.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the form alone refuses. The library that verifies tokens refuses much of it too, so that only here it shows when one of
 * the two no longer does.
 */
class TokenFormTests {

    private static final String HEADER = new Forgery().headerJson();
    private static final String CLAIMS = new Forgery().claimsJson();

    @Test
    void theGoodTokenIsAcceptable() {
        assertThat(TokenForm.isAcceptable(Forgery.signed(HEADER, CLAIMS))).isTrue();
        assertThat(TokenForm.isAcceptable(new Forgery().header("typ", "AT+JWT").signed()))
                .isTrue();
        assertThat(TokenForm.isAcceptable(new Forgery().claim("nbf", 1).signed()))
                .isTrue();
    }

    static Stream<Arguments> wrongForms() {
        var good = Forgery.signed(HEADER, CLAIMS);
        var signature = good.substring(good.lastIndexOf('.') + 1);
        return Stream.of(
                        Stream.of(
                                arguments("duplicate sub", withClaim("\"sub\":\"1\"")),
                                arguments("duplicate sub, escaped", withClaim("\"\\u0073ub\":\"1\"")),
                                arguments("duplicate exp", withClaim("\"exp\":9")),
                                arguments("duplicate roles", withClaim("\"roles\":[\"ADMIN\"]")),
                                arguments("duplicate within a claim", withClaim("\"x\":{\"a\":1,\"a\":2}")),
                                arguments("duplicate alg", withHeader("\"alg\":\"none\"")),
                                arguments("duplicate kid", withHeader("\"kid\":\"x\"")),
                                arguments("claims followed by more", Forgery.signed(HEADER, CLAIMS + "{}")),
                                arguments("a deep claim", withClaim("\"x\":" + "[".repeat(8) + "]".repeat(8))),
                                arguments(
                                        "more than 8 kB",
                                        new Forgery()
                                                .claim("x", "x".repeat(TokenForm.LONGEST))
                                                .signed()),
                                arguments("a loose bit", loosened(good)),
                                arguments("padding", Forgery.base64(HEADER) + "=." + Forgery.base64(CLAIMS) + ".AA"),
                                arguments("no signature", new Forgery().unsigned()),
                                arguments("four segments", good + "." + signature),
                                arguments("two segments", good.substring(0, good.lastIndexOf('.')))),
                        Stream.of("crit", "jku", "jwk", "x5u", "x5c", "x5t", "zip", "cty", "b64", "p2c", "")
                                .map(name -> arguments("header " + name, withHeader("\"" + name + "\":[\"exp\"]"))),
                        Stream.of("none", "RS384", "PS256", "HS256", "ES256", "rs256")
                                .map(alg -> arguments(
                                        "alg " + alg,
                                        new Forgery().header("alg", alg).signed())),
                        Stream.of("JWT", "jwt", "application/at+jwt", "")
                                .map(typ -> arguments(
                                        "typ " + typ,
                                        new Forgery().header("typ", typ).signed())),
                        Stream.<Object>of("", "k".repeat(129), 1, List.of("test-key"))
                                .map(kid -> arguments(
                                        "kid " + kid,
                                        new Forgery().header("kid", kid).signed())),
                        Stream.of("exp", "iat", "nbf")
                                .flatMap(date -> Stream.<Object>of("9999999999", 1.5, 0, -1, 253_402_300_800L, true)
                                        .map(when -> arguments(
                                                date + " " + when,
                                                new Forgery().claim(date, when).signed()))),
                        Stream.of("exp", "iat", "iss", "sub", "alg", "typ", "kid")
                                .map(name -> arguments(
                                        "no " + name,
                                        new Forgery().without(name).signed())),
                        Stream.of("iss", "sub")
                                .map(name -> arguments(
                                        name + " a number",
                                        new Forgery().claim(name, 42).signed())))
                .flatMap(all -> all);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongForms")
    void aWrongFormIsRefusedBeforeAnyLibraryReadsIt(String wrong, String token) {
        assertThat(TokenForm.isAcceptable(token)).as(wrong).isFalse();
    }

    private static String withHeader(String member) {
        return Forgery.signed("{" + member + "," + HEADER.substring(1), CLAIMS);
    }

    private static String withClaim(String member) {
        return Forgery.signed(HEADER, "{" + member + "," + CLAIMS.substring(1));
    }

    /** The same bytes in another spelling: the last character of 256 bytes has bits that mean nothing. */
    private static String loosened(String token) {
        return token.substring(0, token.length() - 1) + (char) (token.charAt(token.length() - 1) + 1);
    }
}
