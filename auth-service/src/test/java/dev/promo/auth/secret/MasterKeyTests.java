package dev.promo.auth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyTests {

    @TempDir
    Path folder;

    @Test
    void theFirstStartMakesAKeyThatLaterStartsFind() {
        var file = folder.resolve("new/master.key");

        var made = key(file).mark("telephones", "+84912345678");

        assertThat(key(file).mark("telephones", "+84912345678")).isEqualTo(made).hasSize(32);
    }

    @Test
    void marksOfOtherTextsPurposesAndKeysDiffer() {
        var key = key(folder.resolve("one.key"));
        var mark = key.mark("telephones", "+84912345678");

        assertThat(key.mark("telephones", "+84912345679")).isNotEqualTo(mark);
        assertThat(key.mark("addresses", "+84912345678")).isNotEqualTo(mark);
        assertThat(key(folder.resolve("two.key")).mark("telephones", "+84912345678"))
                .isNotEqualTo(mark);
    }

    @Test
    void derivesByHkdf() throws Exception {
        // RFC 5869 with SHA-256, no salt, computed by another implementation
        var file = Files.writeString(
                folder.resolve("known.key"), "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

        assertThat(HexFormat.of().formatHex(key(file).derive("purpose", "AES").getEncoded()))
                .isEqualTo("c938f7c9c926b1456b39fd3811e7b2d8beccd709fed368d133553b438fb89d0b");
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws Exception {
        var file = folder.resolve("master.key");

        key(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void instancesThatStartAtOnceUseOneKeyAndLeaveNothingElse() throws Exception {
        var file = folder.resolve("master.key");
        var together = new CyclicBarrier(8);
        Callable<byte[]> start = () -> {
            together.await();
            return MasterKeyFile.loadOrCreate(file);
        };

        try (var instances = Executors.newFixedThreadPool(8)) {
            var keys = instances.invokeAll(Stream.generate(() -> start).limit(8).toList());
            for (var key : keys) {
                assertThat(key.get()).isEqualTo(keys.getFirst().get());
            }
        }

        assertThat(folder)
                .isDirectoryContaining(path -> path.equals(file))
                .isDirectoryNotContaining("glob:**/.master*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "000102030405060708090a0b0c0d0e0f",
                "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00"
            })
    void aFileThatHoldsNoRandomKeyStopsTheStartAndIsLeftAlone(String content) throws Exception {
        var file = Files.writeString(folder.resolve("master.key"), content);

        assertThatThrownBy(() -> key(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("master.key");
        assertThat(file).hasContent(content);
    }

    private static MasterKey key(Path file) {
        return new MasterKey(new MasterKeyProperties(file));
    }
}
