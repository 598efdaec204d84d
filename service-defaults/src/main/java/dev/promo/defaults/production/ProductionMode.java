package dev.promo.defaults.production;

import dev.promo.defaults.production.ProductionRule.Objection;
import java.util.Comparator;
import java.util.Set;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.core.io.support.SpringFactoriesLoader;

/**
 * Applies every {@link ProductionRule} if the profile {@code production} is active, after all configuration has been read and
 * before anything is connected to.
 *
 * <p>{@code promo.production.waived} is a list of properties that are knowingly against their rule, such as
 * {@code spring.kafka.security.protocol} where a service mesh encrypts and authenticates.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
public final class ProductionMode implements EnvironmentPostProcessor {

    static final String WAIVED = "promo.production.waived";

    private static final Profiles PRODUCTION = Profiles.of("production");

    /** @throws UnfitForProduction with everything that is wrong */
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.acceptsProfiles(PRODUCTION)) {
            return;
        }
        var waived = Binder.get(environment)
                .bind(WAIVED, Bindable.setOf(String.class))
                .orElse(Set.of());
        var objections =
                SpringFactoriesLoader.forDefaultResourceLocation(application.getClassLoader())
                        .load(ProductionRule.class)
                        .stream()
                        .flatMap(rule -> rule.objections(environment))
                        .filter(objection -> !waived.contains(objection.property()))
                        .sorted(Comparator.comparing(Objection::property))
                        .toList();
        if (!objections.isEmpty()) {
            throw new UnfitForProduction(objections);
        }
    }
}
