package dev.promo.defaults.production;

import dev.promo.defaults.production.ProductionRule.Objection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Ends the start of a service whose configuration is not good enough for production. Holds no secret. */
final class UnfitForProduction extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitForProduction(List<Objection> objections) {
        super("The profile \"production\" is active, and with this configuration the service does not start:\n\n"
                + objections.stream().map(UnfitForProduction::line).collect(Collectors.joining("\n")));
    }

    private static String line(Objection objection) {
        return "    %s %s (environment: %s)"
                .formatted(objection.property(), objection.wrong(), variable(objection.property()));
    }

    private static String variable(String property) {
        return property.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
