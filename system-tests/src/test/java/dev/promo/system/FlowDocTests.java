package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Guides rot; this keeps ours true. */
class FlowDocTests {

    private static final Path ROOT = ProjectHome.find().root();
    private static final Pattern STEP = Pattern.compile("^(\\d)\\. `(\\S+\\.java)`", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(#[^)]*)?\\)");

    @Test
    void everyStepOfTheGuideIsWhereTheGuideSays() throws IOException {
        var steps = STEP.matcher(Files.readString(ROOT.resolve("docs/flow.md")))
                .results()
                .toList();

        assertThat(steps).hasSize(6);
        for (var step : steps) {
            assertThat(ROOT.resolve(step.group(2))).content().contains("Flow " + step.group(1) + "/6. ");
        }
    }

    @Test
    void everyLinkBetweenOurPagesLeadsSomewhere() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            var pages = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.of("target", ".git", ".promo")
                            .noneMatch(skipped -> ROOT.relativize(file).startsWith(skipped)
                                    || file.toString().contains("/" + skipped + "/")))
                    .toList();
            assertThat(pages).isNotEmpty();
            for (var page : pages) {
                LINK.matcher(Files.readString(page))
                        .results()
                        .map(link -> link.group(1))
                        .forEach(link -> assertThat(page.resolveSibling(link))
                                .as("link in %s", ROOT.relativize(page))
                                .exists());
            }
        }
    }
}
