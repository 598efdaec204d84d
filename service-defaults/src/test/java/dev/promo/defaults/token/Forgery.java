package dev.promo.defaults.token;

import dev.promo.defaults.TestIssuer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Builds tokens that no library would: each starts as a good one and has one thing changed. */
final class Forgery {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, @Nullable Object> header = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();

    Forgery() {
        header.put("alg", "RS256");
        header.put("typ", "at+jwt");
        header.put("kid", "test-key");
        var now = Instant.now().getEpochSecond();
        claims.put("iss", "http://127.0.0.1:8080");
        claims.put("aud", java.util.List.of("promo-api"));
        claims.put("sub", "42");
        claims.put("iat", now);
        claims.put("exp", now + 900);
        claims.put("jti", "a-jti");
        claims.put("sid", TestIssuer.SESSION);
        claims.put("name", "Ada Lovelace");
        claims.put("roles", java.util.List.of("USER"));
    }

    Forgery header(String name, @Nullable Object value) {
        header.put(name, value);
        return this;
    }

    Forgery claim(String name, @Nullable Object value) {
        claims.put(name, value);
        return this;
    }

    Forgery without(String name) {
        header.remove(name);
        claims.remove(name);
        return this;
    }

    String headerJson() {
        return JSON.writeValueAsString(header);
    }

    String claimsJson() {
        return JSON.writeValueAsString(claims);
    }

    /** Signed with the issuer's real key, so that only the form and the claims can give it away. */
    String signed() {
        return signed(headerJson(), claimsJson());
    }

    static String signed(String headerJson, String claimsJson) {
        return signedBy(TestIssuer.privateKey(TestIssuer.KEY), headerJson, claimsJson);
    }

    static String signedBy(PrivateKey key, String headerJson, String claimsJson) {
        return signatureOf(key, "SHA256withRSA", base64(headerJson) + "." + base64(claimsJson));
    }

    static String signatureOf(PrivateKey key, String algorithm, String input) {
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String mac(byte[] key) {
        var input = base64(headerJson()) + "." + base64(claimsJson());
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String unsigned() {
        return base64(headerJson()) + "." + base64(claimsJson()) + ".";
    }

    static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
