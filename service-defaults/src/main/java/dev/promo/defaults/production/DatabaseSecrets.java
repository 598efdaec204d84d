package dev.promo.defaults.production;

import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** A service with a database comes as a user of its own, with a password. */
final class DatabaseSecrets implements ProductionRule {

    @Override
    public Stream<Objection> objections(Environment environment) {
        if (!environment.containsProperty("spring.datasource.url")) {
            return Stream.empty();
        }
        return Stream.of(
                        root(environment, "spring.datasource.username"),
                        Secret.objections(
                                "spring.datasource.password", environment.getProperty("spring.datasource.password")),
                        // its default is the one above
                        environment
                                        .getProperty("spring.flyway.password", "")
                                        .equals(environment.getProperty("spring.datasource.password", ""))
                                ? Stream.<Objection>empty()
                                : Secret.objections(
                                        "spring.flyway.password", environment.getProperty("spring.flyway.password")))
                .flatMap(each -> each);
    }

    private static Stream<Objection> root(Environment environment, String property) {
        return "root".equals(environment.getProperty(property))
                ? Stream.of(new Objection(property, "is root, who may do anything"))
                : Stream.empty();
    }
}
