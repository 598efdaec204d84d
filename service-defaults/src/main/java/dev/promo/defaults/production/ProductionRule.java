package dev.promo.defaults.production;

import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * What has to be so in production. Implementations are named in {@code META-INF/spring.factories} of whatever module knows the
 * properties, have a constructor without parameters, and look at nothing but the environment and files that it names.
 */
@FunctionalInterface
public interface ProductionRule {

    /** What is wrong; nothing, for a service that does not have what this rule is about. */
    Stream<Objection> objections(Environment environment);

    /**
     * Why a service must not start.
     *
     * @param property that has to be changed
     * @param wrong a clause about it, without any secret, such as "is not set"
     */
    record Objection(String property, String wrong) {}
}
