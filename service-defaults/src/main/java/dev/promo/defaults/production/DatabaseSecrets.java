package dev.promo.defaults.production;

import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** A service with a database comes as a user of its own, with a password. */
final class DatabaseSecrets implements ProductionRule {

    private static final String PASSWORD = "spring.datasource.password";

    /** That of the one above, unless another user migrates. */
    private static final String OF_MIGRATIONS = "spring.flyway.password";

    @Override
    public Stream<Objection> objections(Environment environment) {
        if (!environment.containsProperty("spring.datasource.url")) {
            return Stream.empty();
        }
        var password = environment.getProperty(PASSWORD);
        var ofMigrations = environment.getProperty(OF_MIGRATIONS);
        return Stream.of(
                        root(environment, "spring.datasource.username"),
                        Secret.objections(PASSWORD, password),
                        ofMigrations == null || ofMigrations.equals(password)
                                ? Stream.<Objection>empty()
                                : Secret.objections(OF_MIGRATIONS, ofMigrations))
                .flatMap(each -> each);
    }

    private static Stream<Objection> root(Environment environment, String property) {
        return "root".equals(environment.getProperty(property))
                ? Stream.of(new Objection(property, "is root, who may do anything"))
                : Stream.empty();
    }
}
