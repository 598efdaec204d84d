package dev.promo.auth.recovery;

import dev.promo.defaults.production.ProductionRule;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** Nobody who reads the logs can take accounts over. */
final class NoResetLog implements ProductionRule {

    private static final String SENDER = "promo.auth.reset-sender";

    @Override
    public Stream<Objection> objections(Environment environment) {
        return "log".equalsIgnoreCase(environment.getProperty(SENDER))
                ? Stream.of(new Objection(SENDER, "is log, which writes tokens where many can read them"))
                : Stream.empty();
    }
}
