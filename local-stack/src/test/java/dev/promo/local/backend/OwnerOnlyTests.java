package dev.promo.local.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTests {

    @TempDir
    private Path folder;

    @Test
    void aFolderIsClosedToOthersAlsoIfItWasThereAndOpen() throws IOException {
        var old = Files.createDirectory(folder.resolve("old"));
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));

        OwnerOnly.folder(old);
        OwnerOnly.folder(folder.resolve("new/inner"));

        assertThat(old).satisfies(OwnerOnlyTests::isTheOwnersOnly);
        assertThat(folder.resolve("new/inner")).satisfies(OwnerOnlyTests::isTheOwnersOnly);
    }

    private static void isTheOwnersOnly(Path path) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
    }
}
