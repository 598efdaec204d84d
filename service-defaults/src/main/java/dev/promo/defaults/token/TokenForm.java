package dev.promo.defaults.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an access token (RFC 9068 as a compact JWS, RFC 7515) must look like before anything else touches it: libraries
 * forgive junk that differs from parser to parser, and what two parsers read differently is where forgeries live.
 *
 * <p>Accepts exactly: at most 8 kB; three non-empty base64url segments in their one canonical spelling; header and claims
 * each one JSON object in UTF-8 without duplicate keys; header of {@code alg}, {@code typ}, {@code kid} only; dates as
 * whole seconds.
 */
final class TokenForm {
    static final int LONGEST = 8 * 1024;
    private static final int LONGEST_KID = 128;
    private static final long LAST_SECOND = 253_402_300_799L; // 9999-12-31T23:59:59Z

    private static final Set<String> HEADER_FIELDS = Set.of("alg", "typ", "kid");
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(20)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TokenForm() {}

    static boolean isAcceptable(String token) {
        if (token.length() > LONGEST) {
            return false;
        }
        var segments = token.split("\\.", -1);
        if (segments.length != 3) {
            return false;
        }
        var header = object(segments[0]);
        var claims = object(segments[1]);
        return header != null
                && claims != null
                && bytes(segments[2]) != null
                && isAcceptableHeader(header)
                && areAcceptableClaims(claims);
    }

    private static boolean isAcceptableHeader(JsonNode header) {
        var kid = header.path("kid");
        return HEADER_FIELDS.containsAll(header.propertyNames())
                && header.path("alg").isString()
                && header.path("alg").stringValue().equals("RS256")
                && header.path("typ").isString()
                && header.path("typ").stringValue().equalsIgnoreCase("at+jwt")
                && kid.isString()
                && !kid.stringValue().isEmpty()
                && kid.stringValue().length() <= LONGEST_KID;
    }

    private static boolean areAcceptableClaims(JsonNode claims) {
        return isDate(claims.path("exp"))
                && isDate(claims.path("iat"))
                && (!claims.has("nbf") || isDate(claims.path("nbf")))
                && claims.path("iss").isString()
                && claims.path("sub").isString();
    }

    private static boolean isDate(JsonNode date) {
        return date.isIntegralNumber()
                && date.canConvertToLong()
                && date.longValue() > 0
                && date.longValue() <= LAST_SECOND;
    }

    private static @Nullable JsonNode object(String segment) {
        var bytes = bytes(segment);
        if (bytes == null) {
            return null;
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            var json = JSON.readTree(text.toString());
            return json.isObject() ? json : null;
        } catch (CharacterCodingException | JacksonException _) {
            return null;
        }
    }

    /** Null unless the segment is what encoding its bytes gives: no padding, no junk, no loose bits at the end. */
    private static byte @Nullable [] bytes(String segment) {
        if (segment.isEmpty()) {
            return null;
        }
        try {
            var bytes = Base64.getUrlDecoder().decode(segment);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(segment) ? bytes : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
