package dev.promo.auth.secret;

import dev.promo.defaults.production.ProductionRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * The master key is at hand before the first start, where the operator put it: one that a container made for itself would be gone
 * with it, and everything that it sealed. And it is the operator's own.
 */
final class OwnMasterKey implements ProductionRule {

    private static final String FILE = "promo.auth.master-key-file";

    /** What deploy/kubernetes/overlays/dev has: enough different digits to pass for random, and known to everybody. */
    private static final String OF_ONE_MACHINE = "0123456789abcdef".repeat(4);

    @Override
    public Stream<Objection> objections(Environment environment) {
        var file = environment.getProperty(FILE, "");
        if (file.isBlank()) {
            return Stream.of(new Objection(FILE, "is not set"));
        }
        try {
            var text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
            return text.strip().equalsIgnoreCase(OF_ONE_MACHINE)
                    ? Stream.of(new Objection(FILE, "holds the key that this project has for use on one machine"))
                    : Stream.empty();
        } catch (IOException _) {
            return Stream.of(
                    new Objection(FILE, "names no file that can be read; make it once, with: openssl rand -hex 32"));
        }
    }
}
