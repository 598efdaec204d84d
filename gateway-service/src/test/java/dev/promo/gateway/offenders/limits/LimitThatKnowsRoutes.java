package dev.promo.gateway.offenders.limits;

/** Known by a route. */
public record LimitThatKnowsRoutes(int limit) {}
