package dev.promo.system;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
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
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes access tokens of one person: such as the system would issue, and such as it never would. Who has the system's own key
 * can make both, so that a wrong one is wrong in one respect only.
 */
final class TokenForge {

    private final Map<String, @Nullable Object> goodHeader = new LinkedHashMap<>();
    private final String issuer;
    private final long userId;
    private final PrivateKey realKey;
    private final KeyPair strangersKeys;

    /** @param kid the key that signs at the moment */
    TokenForge(String issuer, long userId, String kid, PrivateKey realKey) throws GeneralSecurityException {
        this.issuer = issuer;
        this.userId = userId;
        this.realKey = realKey;
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        strangersKeys = generator.generateKeyPair();
        goodHeader.put("alg", "RS256");
        goodHeader.put("typ", "at+jwt");
        goodHeader.put("kid", kid);
    }

    /** As good as any, unless the changes make it wrong. */
    String token(Change header, Change claims) throws GeneralSecurityException {
        return signed(realKey, json(header(header)), json(claims(claims)));
    }

    String tokenWithHeader(Change change) throws GeneralSecurityException {
        return token(change, _ -> {});
    }

    String tokenWithClaims(Change change) throws GeneralSecurityException {
        return token(_ -> {}, change);
    }

    /** By the system's key, over text that is not what a JSON writer would write. */
    String tokenOf(String header, String claims) throws GeneralSecurityException {
        return signed(realKey, header, claims);
    }

    String strangersToken(Change header, Change claims) throws GeneralSecurityException {
        return signed(strangersKeys.getPrivate(), json(header(header)), json(claims(claims)));
    }

    RSAPublicKey strangersKey() {
        return (RSAPublicKey) strangersKeys.getPublic();
    }

    /** With a signature of any bytes, or none. */
    String tokenSignedBy(byte[] signature, Change header) {
        return content(json(header(header)), json(claims(_ -> {}))) + "." + base64(signature);
    }

    /** HS256, HS384 or HS512 by a secret, which may be empty. */
    String hmacToken(String algorithm, byte[] secret) throws GeneralSecurityException {
        var content = content(json(header(h -> h.put("alg", algorithm))), json(claims(_ -> {})));
        var name = "HmacSHA" + algorithm.substring(2);
        var mac = Mac.getInstance(name);
        // HMAC pads its key with zeros, so that a zero is the same key as none, which Java would refuse
        mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, name));
        return content + "." + base64(mac.doFinal(ascii(content)));
    }

    Map<String, @Nullable Object> header(Change change) {
        var header = new LinkedHashMap<String, @Nullable Object>(goodHeader);
        change.accept(header);
        return header;
    }

    Map<String, @Nullable Object> claims(Change change) {
        var now = Instant.now().getEpochSecond();
        var claims = new LinkedHashMap<String, @Nullable Object>();
        claims.put("iss", issuer);
        claims.put("aud", List.of("promo-api"));
        claims.put("sub", Long.toString(userId));
        claims.put("iat", now);
        claims.put("exp", now + 600);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sid", UUID.randomUUID().toString());
        claims.put("name", "Forged");
        claims.put("roles", List.of("USER"));
        change.accept(claims);
        return claims;
    }

    private static String signed(PrivateKey key, String header, String claims) throws GeneralSecurityException {
        var content = content(header, claims);
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(ascii(content));
        return content + "." + base64(signature.sign());
    }

    private static String content(String header, String claims) {
        return base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
    }

    static String json(Map<String, @Nullable Object> fields) {
        return JsonMapper.shared().writeValueAsString(fields);
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What is wrong with a header or with claims. */
    @FunctionalInterface
    interface Change extends Consumer<Map<String, @Nullable Object>> {}
}
