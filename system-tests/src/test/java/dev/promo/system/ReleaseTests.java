package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What makes a commit a release, as CONTRIBUTING.md has it, is together or not there at all. */
class ReleaseTests {

    @Test
    void theChangelogBeginsWithTheVersionOfThePom() throws IOException {
        var root = ProjectHome.find().root();
        var version = first(
                "<version>([^<]+)</version>\n    <packaging>pom</packaging>",
                Files.readString(root.resolve("pom.xml")));
        var section = first("\n## (.+)\n", Files.readString(root.resolve("CHANGELOG.md")));

        if (version.endsWith("-SNAPSHOT")) {
            assertThat(section).isEqualTo("Unreleased");
        } else {
            assertThat(section).matches(Pattern.quote(version) + " - \\d{4}-\\d{2}-\\d{2}");
        }
    }

    private static String first(String pattern, String text) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
