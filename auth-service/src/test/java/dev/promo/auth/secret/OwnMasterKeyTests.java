package dev.promo.auth.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.production.ProductionRule.Objection;
import dev.promo.local.ProjectHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class OwnMasterKeyTests {

    private static final String FILE = "promo.auth.master-key-file";

    @TempDir
    Path folder;

    @Test
    void aKeyThatTheOperatorDrewIsTaken() throws Exception {
        assertThat(objections("9e2c1b7740d3f5a86b0e4d91c7a2f3586d1e0b9a4c8f7325e6d0a1b4c3f29788\n"))
                .isEmpty();
    }

    @Test
    void theKeyInThisProjectsFilesIsRefusedHoweverItIsWritten() throws Exception {
        var overlay = Files.readString(
                ProjectHome.find().root().resolve("deploy/kubernetes/overlays/dev/kustomization.yaml"));
        var keys = Pattern.compile("master\\.key=([0-9a-f]{64})")
                .matcher(overlay)
                .results()
                .toList();

        assertThat(keys).isNotEmpty();
        for (var key : keys) {
            for (var text : List.of(key.group(1), key.group(1).toUpperCase(Locale.ROOT) + "\n")) {
                assertThat(objections(text))
                        .containsExactly(
                                new Objection(FILE, "holds the key that this project has for use on one machine"));
            }
        }
    }

    private List<Objection> objections(String content) throws Exception {
        var file = Files.writeString(folder.resolve("master.key"), content);
        return new OwnMasterKey()
                .objections(new MockEnvironment().withProperty(FILE, file.toString()))
                .toList();
    }
}
