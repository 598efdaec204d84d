package dev.promo.local.cli;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import dev.promo.local.events.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/replay.md names topics, headers, commands and options that there are. */
class ReplayGuideIT {

    private static final Pattern CODE = Pattern.compile("^```bash\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TOPIC = Pattern.compile("(?<![\\w./-])(?:auth|promotion)\\.[a-z]+(?:[.-][a-z]+)*");
    private static final Pattern OPTION = Pattern.compile("(?<= )--[a-z-]+(?=[= \\n]|$)");
    private static final Pattern ROW_OF_A_HEADER =
            Pattern.compile("^\\| `((?:ce_|kafka_dlt-|dlt-)[a-z-]+|content-type|traceparent)` \\|", Pattern.MULTILINE);
    private static final Pattern HEADER_OF_THE_CONTRACT =
            Pattern.compile("^ +(ce_[a-z]+|content-type|traceparent|(?:kafka_dlt|dlt)-[a-z-]+):$", Pattern.MULTILINE);
    private static final Pattern PROMO = Pattern.compile("^\\./promo ([^|#\\n]+)", Pattern.MULTILINE);
    private static final Pattern KAFKA =
            Pattern.compile("(?<=^|\\| )kafka ([\\w.]+(?: [^|#\\n]*)?)", Pattern.MULTILINE);

    @Test
    void theTopicsAreTheSystems() throws IOException {
        assertThat(all(TOPIC, guide(), 0)).containsExactlyInAnyOrderElementsOf(Topics.all());
    }

    @Test
    void theHeadersAreThoseOfTheContract() throws IOException {
        assertThat(all(ROW_OF_A_HEADER, guide(), 1))
                .isNotEmpty()
                .isEqualTo(all(HEADER_OF_THE_CONTRACT, read("docs/events/asyncapi.yaml"), 1));
    }

    @Test
    void theCommandsOfPromoAndTheirOptionsExist() throws IOException {
        var commands = all(PROMO, code(), 1);

        assertThat(commands).isNotEmpty().allSatisfy(command -> {
            var line = Promo.commandLine(ProjectHome.find());
            for (var word : command.trim().split(" +")) {
                line = line.getSubcommands().getOrDefault(word, line);
            }
            assertThat(line.getCommandName()).isNotEqualTo("promo");
            assertThat(line.getCommandSpec().optionsMap().keySet()).containsAll(all(OPTION, " " + command, 0));
        });
    }

    @Test
    void kafkasToolsAndTheirOptionsExist() throws IOException, InterruptedException {
        var commands = all(KAFKA, code().replace("\\\n", " "), 1);
        var tools = commands.stream().map(command -> command.split(" ", 2)[0]).collect(toCollection(TreeSet::new));

        assertThat(tools).hasSizeGreaterThan(3);
        for (var tool : tools) {
            var help = help("org.apache.kafka.tools." + tool);
            assertThat(commands.stream()
                            .filter(command -> command.startsWith(tool + " "))
                            .flatMap(command -> all(OPTION, command, 0).stream()))
                    .allSatisfy(option -> assertThat(help).containsPattern("(?m)^" + option + "\\b"));
        }
    }

    private static String help(String tool) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        ProjectHome.java().toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ProjectHome.find().kafkaLibraries() + "/*",
                        tool,
                        "--help")
                .redirectErrorStream(true)
                .start();
        var help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return help;
    }

    private static Set<String> all(Pattern pattern, String text, int group) {
        return pattern.matcher(text).results().map(found -> found.group(group)).collect(toSet());
    }

    private static String code() throws IOException {
        return String.join("\n", all(CODE, guide(), 1));
    }

    private static String guide() throws IOException {
        return read("docs/replay.md");
    }

    private static String read(String file) throws IOException {
        return Files.readString(ProjectHome.find().root().resolve(file));
    }
}
