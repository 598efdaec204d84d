package dev.promo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code promo} in a checkout where nothing has been built yet. */
class ScriptTests {

    @TempDir
    private Path checkout;

    @ParameterizedTest
    @ValueSource(strings = {"help", "-h", "--help"})
    void itExplainsItselfWithoutBuildingAnything(String argument) throws Exception {
        var said = run(0, argument);

        var commands =
                Promo.commandLine(new ProjectHome(checkout)).getSubcommands().keySet();
        assertThat(commands)
                .hasSizeGreaterThan(5)
                .allSatisfy(command -> assertThat(said).containsPattern("(?m)^  " + command + "\\b"));
        assertThat(said).doesNotContain("Building");
    }

    @Test
    void withoutACommandItSaysThatItNeedsOne() throws Exception {
        assertThat(run(2)).contains("Usage", "up", "demo");
    }

    private String run(int exitCode, String... arguments) throws IOException, InterruptedException {
        var script = checkout.resolve("promo");
        Files.copy(
                Path.of("../promo"), script, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        var command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
        try (var files = Files.list(checkout)) {
            assertThat(files).containsExactly(script);
        }
        return said;
    }
}
