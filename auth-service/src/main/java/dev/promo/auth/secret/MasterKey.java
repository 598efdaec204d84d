package dev.promo.auth.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * 256 random bits kept in a file outside the database. Never used itself: each purpose gets a key of its own, derived by
 * HKDF (RFC 5869), so that what is known of one tells nothing about another. Thread-safe.
 *
 * <p>It cannot be changed without loss: marks made with it ({@link #mark}) are only found again with the same key.
 */
@Component
public class MasterKey {

    static final int BYTES = 32;

    private final SecretKey key;

    MasterKey(MasterKeyProperties properties) {
        key = new SecretKeySpec(MasterKeyFile.loadOrCreate(properties.masterKeyFile()), "HKDF");
    }

    /** The 256-bit key for a purpose, such as {@code "signing keys"}; always the same one. */
    public SecretKey derive(String purpose, String algorithm) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(key)
                                    .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK 25 has HKDF", e);
        }
    }

    /**
     * HMAC-SHA-256 of a text under the key for a purpose: equal texts have equal marks, and without the key nobody can tell
     * whose mark one is, not even by trying all phone numbers there are.
     */
    public byte[] mark(String purpose, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(derive(purpose, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "MasterKey[secret]";
    }
}
