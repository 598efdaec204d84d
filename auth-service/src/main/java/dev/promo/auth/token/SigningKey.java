package dev.promo.auth.token;

import io.jsonwebtoken.security.Jwks;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;

/**
 * The key that signs access tokens.
 *
 * @param id the public key's thumbprint (RFC 7638), so that everybody who has the key knows its id
 */
record SigningKey(String id, RSAPublicKey publicKey, RSAPrivateKey privateKey) {

    static SigningKey of(KeyPair keys) {
        var publicKey = (RSAPublicKey) keys.getPublic();
        var id = Jwks.builder().key(publicKey).idFromThumbprint().build().getId();
        return new SigningKey(id, publicKey, (RSAPrivateKey) keys.getPrivate());
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
