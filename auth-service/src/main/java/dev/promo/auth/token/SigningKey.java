package dev.promo.auth.token;

import io.jsonwebtoken.security.Jwks;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;

/**
 * A key that signs access tokens.
 *
 * @param id the public key's thumbprint (RFC 7638), so that everybody who has the key knows its id
 */
record SigningKey(String id, RSAPublicKey publicKey, RSAPrivateKey privateKey) {

    private static final int BITS = 2048;

    static SigningKey generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            var keys = generator.generateKeyPair();
            return of((RSAPublicKey) keys.getPublic(), (RSAPrivateKey) keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /** @throws GeneralSecurityException if it is not the PKCS #8 form of a whole RSA key of 2048 bits or more */
    static SigningKey fromPkcs8(byte[] encoded) throws GeneralSecurityException {
        var keys = KeyFactory.getInstance("RSA");
        if (!(keys.generatePrivate(new PKCS8EncodedKeySpec(encoded)) instanceof RSAPrivateCrtKey key)
                || key.getModulus().bitLength() < BITS) {
            throw new GeneralSecurityException("no RSA key of 2048 bits or more with its public part");
        }
        var publicKey = keys.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        return of((RSAPublicKey) publicKey, key);
    }

    byte[] toPkcs8() {
        return privateKey.getEncoded();
    }

    private static SigningKey of(RSAPublicKey publicKey, RSAPrivateKey privateKey) {
        var id = Jwks.builder().key(publicKey).idFromThumbprint().build().getId();
        return new SigningKey(id, publicKey, privateKey);
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
