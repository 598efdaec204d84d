package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** The commands of deploy/kafka.md come to the same as the manifests beside it. */
class KafkaGuideTests {

    private static final Pattern ALLOW =
            Pattern.compile("^allow (\\S+) --(topic|group) (\\S+)((?: --operation \\w+)+)$", Pattern.MULTILINE);
    private static final Pattern TOPIC = Pattern.compile("^topic (\\S+) --partitions (\\d+)(.*)$", Pattern.MULTILINE);

    @Test
    void theRightsAreThoseOfTheManifests() throws IOException {
        var allowed = ALLOW.matcher(guide()).results().flatMap(KafkaGuideTests::rights);

        assertThat(allowed).containsExactlyInAnyOrderElementsOf(KafkaManifests.rights());
    }

    @Test
    void theTopicsAreThoseOfTheManifests() throws IOException {
        var guide = guide();
        var topics = TOPIC.matcher(guide).results().toList();

        assertThat(topics)
                .extracting(topic -> topic.group(1))
                .containsExactlyElementsOf(
                        KafkaManifests.topics().stream().map(NewTopic::name).toList());
        for (var topic : KafkaManifests.topics()) {
            var command = topics.stream()
                    .filter(each -> each.group(1).equals(topic.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(Integer.parseInt(command.group(2))).isEqualTo(topic.numPartitions());
            assertThat(settings(guide, command.group(3)))
                    .as(topic.name())
                    .containsExactlyInAnyOrderElementsOf(topic.configs().entrySet().stream()
                            .map(setting -> setting.getKey() + "=" + setting.getValue())
                            .toList());
        }
    }

    private static Stream<AclBinding> rights(MatchResult command) {
        var type = ResourceType.valueOf(command.group(2).toUpperCase(Locale.ROOT));
        return Stream.of(command.group(4).trim().split("(?:^| )--operation "))
                .filter(operation -> !operation.isBlank())
                .map(operation -> KafkaManifests.right(
                        command.group(1), type, command.group(3), PatternType.LITERAL, operation.trim()));
    }

    /** With the shell's two variables. */
    private static List<String> settings(String guide, String options) {
        var all = options;
        for (var variable : List.of("forever", "anytime")) {
            var value = Pattern.compile("^" + variable + "=\"(.*)\"$", Pattern.MULTILINE)
                    .matcher(guide)
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
            all = all.replace("$" + variable, value);
        }
        return Pattern.compile("--config (\\S+)")
                .matcher(all)
                .results()
                .map(setting -> setting.group(1))
                .toList();
    }

    private static String guide() throws IOException {
        return Files.readString(ProjectHome.find().root().resolve("deploy/kafka.md"));
    }
}
