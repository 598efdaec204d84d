package dev.promo.defaults.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The document clients build on, as it lies in a service's sources: a change of the API shows as a change of this file, and
 * nobody changes it by accident.
 */
public final class CommittedDocument {
    private static final String ACCEPT = "promo.openapi.accept";
    private static final int LINES_SHOWN = 12;

    private final Path file;

    /**
     * Names the file; it need not exist.
     *
     * @param file relative to the module, where its tests run
     */
    public CommittedDocument(Path file) {
        this.file = file;
    }

    /**
     * Fails with the first differing lines unless the code still says what was committed; with {@code -Dpromo.openapi.accept=true}
     * commits the new document instead.
     */
    public void mustBe(String generated) {
        try {
            if (Boolean.getBoolean(ACCEPT)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, generated);
                return;
            }
            var committed = Files.exists(file) ? Files.readString(file) : "";
            if (!committed.equals(generated)) {
                var fresh =
                        Files.createDirectories(Path.of("target", "openapi")).resolve(file.getFileName());
                Files.writeString(fresh, generated);
                throw new AssertionError(complaint(committed, generated, fresh));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String complaint(String committed, String generated, Path fresh) {
        var before = committed.lines().toList();
        var now = generated.lines().toList();
        var first = 0;
        while (first < Math.min(before.size(), now.size()) && before.get(first).equals(now.get(first))) {
            first++;
        }
        var text = new StringBuilder("The API is not what %s says, from line %d on:%n".formatted(file, first + 1));
        before.stream()
                .skip(first)
                .limit(LINES_SHOWN)
                .forEach(line -> text.append("  - ").append(line).append('\n'));
        now.stream()
                .skip(first)
                .limit(LINES_SHOWN)
                .forEach(line -> text.append("  + ").append(line).append('\n'));
        return text.append("All of the new one is in ")
                .append(fresh.toAbsolutePath())
                .append(".\nIf clients can live with the change, accept it: mvn -pl ")
                .append(Path.of("").toAbsolutePath().getFileName())
                .append(" -am verify -Dit.test=OpenApiIT -Dsurefire.skip -Dfailsafe.failIfNoSpecifiedTests=false -D")
                .append(ACCEPT)
                .append("=true")
                .toString();
    }
}
