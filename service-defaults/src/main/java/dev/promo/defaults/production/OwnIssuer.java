package dev.promo.defaults.production;

import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** No service believes tokens that a development system issued: the issuer is the production's own. */
final class OwnIssuer implements ProductionRule {

    private static final String ISSUER = "promo.token.issuer";

    @Override
    public Stream<Objection> objections(Environment environment) {
        return environment.getProperty(ISSUER, "").isBlank()
                ? Stream.of(new Objection(ISSUER, "is not set"))
                : Stream.empty();
    }
}
