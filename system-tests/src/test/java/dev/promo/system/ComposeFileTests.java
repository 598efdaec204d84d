package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The compose file is one that the tool accepts; checked where the tool is. */
class ComposeFileTests {

    private static final Path ROOT = ProjectHome.find().root();

    @Test
    void dockerComposeAcceptsTheFile() throws Exception {
        var tool = composeTool();
        assumeTrue(tool.isPresent(), "neither `docker compose` nor docker-compose is installed");

        var checked = run(
                Stream.concat(tool.orElseThrow().stream(), List.of("-f", "docker-compose.yml", "config", "-q").stream())
                        .toList());

        assertThat(checked.exitCode()).as(checked.output()).isZero();
    }

    private static Optional<List<String>> composeTool() throws InterruptedException {
        for (var tool : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            try {
                if (run(Stream.concat(tool.stream(), Stream.of("version")).toList())
                                .exitCode()
                        == 0) {
                    return Optional.of(tool);
                }
            } catch (IOException _) {
                // not installed
            }
        }
        return Optional.empty();
    }

    private static Run run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private record Run(int exitCode, String output) {}
}
