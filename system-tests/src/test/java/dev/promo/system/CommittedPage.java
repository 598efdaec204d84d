package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page in {@code docs} whose end is made from the code, behind a marker, while a person writes what stands before it.
 *
 * <p>{@code -Dpromo.docs.accept=true} writes the page in the place of comparing it.
 */
record CommittedPage(Path file) {

    private static final String MARKER =
            "<!-- From here on made from the code; what is written here by hand is lost. -->\n";

    static CommittedPage named(String name) {
        return new CommittedPage(ProjectHome.find().root().resolve("docs").resolve(name));
    }

    /** Fails with the lines that differ unless the page ends with these. */
    void mustEndWith(String generated) throws IOException {
        var page = Files.readString(file);
        var written = page.substring(0, page.indexOf(MARKER) + MARKER.length());
        if (Boolean.getBoolean("promo.docs.accept")) {
            Files.writeString(file, written + generated);
            return;
        }
        assertThat(page.substring(written.length()).lines())
                .as(
                        "%s is not what the code says. If the change is meant, accept it: mvn -pl system-tests -am"
                                + " verify -Dit.test=ConfigurationDocIT -Dsurefire.skip"
                                + " -Dfailsafe.failIfNoSpecifiedTests=false -Dpromo.docs.accept=true",
                        file)
                .containsExactlyElementsOf(generated.lines().toList());
    }
}
