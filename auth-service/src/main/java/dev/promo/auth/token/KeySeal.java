package dev.promo.auth.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals private keys for the database by AES-256-GCM, bound to their id: who can write rows, but has not the master key, can
 * neither read a key, nor bring in one of their own, nor put one under another's id. A sealed key is a nonce of 12 bytes,
 * then the ciphertext with its tag. Thread-safe.
 */
final class KeySeal {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    KeySeal(SecretKey key) {
        this.key = key;
    }

    byte[] seal(SigningKey signingKey) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var ciphertext = cipher(Cipher.ENCRYPT_MODE, nonce, signingKey.id()).doFinal(signingKey.toPkcs8());
            return ByteBuffer.allocate(nonce.length + ciphertext.length)
                    .put(nonce)
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** @throws Unopened unless this very key was sealed under this very id by the same master key */
    SigningKey open(String kid, byte[] sealed) {
        try {
            if (sealed.length <= NONCE_BYTES) {
                throw new GeneralSecurityException("too short");
            }
            var bytes = ByteBuffer.wrap(sealed);
            var nonce = new byte[NONCE_BYTES];
            bytes.get(nonce);
            var ciphertext = new byte[bytes.remaining()];
            bytes.get(ciphertext);
            var opened = SigningKey.fromPkcs8(cipher(Cipher.DECRYPT_MODE, nonce, kid).doFinal(ciphertext));
            if (!opened.id().equals(kid)) {
                throw new GeneralSecurityException("it is the key " + opened.id());
            }
            return opened;
        } catch (GeneralSecurityException e) {
            throw new Unopened(kid, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String kid) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** A row that this instance must not use. No IllegalStateException: Spring takes those for trouble of the database. */
    static final class Unopened extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unopened(String kid, GeneralSecurityException cause) {
            super(
                    "The signing key " + kid + " cannot be opened: the file of promo.auth.master-key-file is not the one"
                            + " that it was sealed with, or its row was changed",
                    cause);
        }
    }
}
