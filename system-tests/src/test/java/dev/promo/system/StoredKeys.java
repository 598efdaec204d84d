package dev.promo.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Opens the real signing keys, which takes both the database and the master key, to forge what nothing else could. */
final class StoredKeys {

    private static final int NONCE_BYTES = 12;

    private StoredKeys() {}

    static PrivateKey signing(RunningSystem system, String kid) throws IOException, GeneralSecurityException {
        var sealed = system.auth()
                .sql("SELECT private_key FROM signing_keys WHERE kid = ?")
                .param(kid)
                .query(byte[].class)
                .single();
        var master = HexFormat.of()
                .parseHex(Files.readString(system.folder().resolve("auth/master.key"))
                        .strip());
        var key = KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        "AES",
                        HKDFParameterSpec.ofExtract()
                                .addIKM(new SecretKeySpec(master, "HKDF"))
                                .thenExpand("signing keys".getBytes(StandardCharsets.UTF_8), 32));
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, sealed, 0, NONCE_BYTES));
        cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
        var opened = cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(opened));
    }
}
