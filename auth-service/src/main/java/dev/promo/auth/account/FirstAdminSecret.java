package dev.promo.auth.account;

import dev.promo.defaults.production.ProductionRule;
import dev.promo.defaults.production.Secret;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** The first admin, if one is configured, has no password that anybody could guess. */
final class FirstAdminSecret implements ProductionRule {

    private static final String PREFIX = "promo.auth.first-admin.";

    @Override
    public Stream<Objection> objections(Environment environment) {
        return environment.getProperty(PREFIX + "user-name", "").isEmpty()
                ? Stream.empty()
                : Secret.objections(PREFIX + "password", environment.getProperty(PREFIX + "password"));
    }
}
