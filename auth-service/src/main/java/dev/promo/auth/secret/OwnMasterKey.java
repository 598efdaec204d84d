package dev.promo.auth.secret;

import dev.promo.defaults.production.ProductionRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * The master key is at hand before the first start, where the operator put it: one that a container made for itself would be gone
 * with it, and everything that it sealed.
 */
final class OwnMasterKey implements ProductionRule {

    private static final String FILE = "promo.auth.master-key-file";

    @Override
    public Stream<Objection> objections(Environment environment) {
        var file = environment.getProperty(FILE, "");
        if (file.isBlank()) {
            return Stream.of(new Objection(FILE, "is not set"));
        }
        return Files.isReadable(Path.of(file))
                ? Stream.empty()
                : Stream.of(new Objection(
                        FILE, "names no file that can be read; make it once, with: openssl rand -hex 32"));
    }
}
