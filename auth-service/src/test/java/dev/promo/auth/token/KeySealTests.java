package dev.promo.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KeySealTests {

    private static final SigningKey KEY = SigningKey.generate();

    private final KeySeal seal = sealOf(1);

    @Test
    void whatWasSealedIsOpenedAsItWas() {
        var opened = seal.open(KEY.id(), seal.seal(KEY));

        assertThat(opened).isEqualTo(KEY);
        assertThat(opened.privateKey()).isEqualTo(KEY.privateKey());
    }

    @Test
    void nothingOfTheKeyShowsAndNoTwoSealsAreAlike() {
        var secret = KEY.privateKey().getPrivateExponent().toByteArray();
        var one = seal.seal(KEY);

        assertThat(one).isNotEqualTo(seal.seal(KEY));
        assertThat(new BigInteger(one).toString(16)).doesNotContain(new BigInteger(secret).toString(16));
    }

    @Test
    void aSealWithAnyByteChangedOrMissingIsRefusedByTheNameOfTheSetting() {
        var sealed = seal.seal(KEY);
        for (var i = 0; i < sealed.length; i += 7) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            isRefused(seal, KEY.id(), changed);
        }
        isRefused(seal, KEY.id(), Arrays.copyOf(sealed, sealed.length - 1));
        isRefused(seal, KEY.id(), Arrays.copyOf(sealed, 12));
        isRefused(seal, KEY.id(), new byte[0]);
    }

    @Test
    void aSealIsGoodUnderItsOwnIdAndMasterKeyOnly() {
        isRefused(seal, SigningKey.generate().id(), seal.seal(KEY));
        isRefused(sealOf(2), KEY.id(), seal.seal(KEY));
    }

    @Test
    void evenWhoHasTheMasterKeyCannotSealAKeyUnderAnothersIdOrAShortOne() throws Exception {
        var other = SigningKey.generate();
        isRefused(seal, other.id(), seal.seal(new SigningKey(other.id(), KEY.publicKey(), KEY.privateKey())));

        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var small = generator.generateKeyPair();
        isRefused(
                seal,
                "small",
                seal.seal(new SigningKey(
                        "small", (RSAPublicKey) small.getPublic(), (RSAPrivateKey) small.getPrivate())));
    }

    private static void isRefused(KeySeal seal, String kid, byte[] sealed) {
        assertThatThrownBy(() -> seal.open(kid, sealed))
                .isInstanceOf(KeySeal.Unopened.class)
                .hasMessageContaining("promo.auth.master-key-file")
                .hasMessageContaining(kid);
    }

    private static KeySeal sealOf(int seed) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return new KeySeal(new SecretKeySpec(bytes, "AES"));
    }
}
