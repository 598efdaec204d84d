package dev.promo.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTests {

    @TempDir
    Path folder;

    @Test
    void theFirstStartMakesAKeyThatLaterStartsFind() {
        var file = folder.resolve("new/key.pem");

        var made = KeyFile.loadOrCreate(file);
        var found = KeyFile.loadOrCreate(file);

        assertThat(((RSAPublicKey) made.getPublic()).getModulus().bitLength()).isEqualTo(2048);
        assertThat(found.getPublic()).isEqualTo(made.getPublic());
        assertThat(found.getPrivate().getEncoded()).isEqualTo(made.getPrivate().getEncoded());
    }

    @Test
    void onlyTheOwnerMayReadIt() throws Exception {
        var file = folder.resolve("key.pem");

        KeyFile.loadOrCreate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(file).content().startsWith("-----BEGIN PRIVATE KEY-----\n").endsWith("-----END PRIVATE KEY-----\n");
    }

    @Test
    void instancesThatStartAtOnceUseOneKeyAndLeaveNothingElse() throws Exception {
        var file = folder.resolve("key.pem");
        var together = new CyclicBarrier(8);
        Callable<KeyPair> start = () -> {
            together.await();
            return KeyFile.loadOrCreate(file);
        };

        try (var instances = Executors.newFixedThreadPool(8)) {
            var keys = instances.invokeAll(Stream.generate(() -> start).limit(8).toList());
            for (var key : keys) {
                assertThat(key.get().getPublic())
                        .isEqualTo(keys.getFirst().get().getPublic());
            }
        }

        assertThat(folder).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**/.key*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "junk",
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
            })
    void aFileThatHoldsNoKeyStopsTheStartAndIsLeftAlone(String content) throws Exception {
        var file = Files.writeString(folder.resolve("key.pem"), content);

        assertThatThrownBy(() -> KeyFile.loadOrCreate(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("key.pem");
        assertThat(file).hasContent(content);
    }

    @Test
    void aShortKeyStopsTheStart() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        var file = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(
                                        generator.generateKeyPair().getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> KeyFile.loadOrCreate(file)).hasMessageContaining("2048");
    }
}
