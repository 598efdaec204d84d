package dev.promo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTests {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void chooseAFile() {
        file = folder.resolve("secrets.properties");
    }

    @Test
    void passwordsAreMadeOnceAndReadableByTheirOwnerOnly() throws IOException {
        var first = Secrets.keptIn(file);

        assertThat(Secrets.keptIn(file)).isEqualTo(first);
        assertThat(List.of(first.authDatabase(), first.promotionDatabase(), first.admin()))
                .doesNotHaveDuplicates();
        assertThat(first.toString()).doesNotContain(first.authDatabase(), first.admin());
        assertThat(Files.readString(file)).contains("admin-password=" + first.admin());
        isTheOwnersOnly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-database=a\npromotion-database=p\n", "auth-database=a\npromotion-database=p"})
    void aFileOfTheTimeBeforeAdminsGetsAPasswordForOneAndKeepsTheOthers(String old) throws IOException {
        Files.writeString(file, old);

        var secrets = Secrets.keptIn(file);

        assertThat(secrets.authDatabase()).isEqualTo("a");
        assertThat(secrets.promotionDatabase()).isEqualTo("p");
        assertThat(secrets.admin()).hasSize(32);
        assertThat(Secrets.keptIn(file)).isEqualTo(secrets);
        isTheOwnersOnly();
    }

    @Test
    void aFileWithoutADatabasesPasswordIsNotGuessedAt() throws IOException {
        Files.writeString(file, "auth-database=a\n");

        assertThatThrownBy(() -> Secrets.keptIn(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("promotion-database");
    }

    private void isTheOwnersOnly() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
