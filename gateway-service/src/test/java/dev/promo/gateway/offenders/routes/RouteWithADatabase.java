package dev.promo.gateway.offenders.routes;

import com.nimbusds.jose.JWSAlgorithm;
import dev.promo.gateway.offenders.limits.LimitThatKnowsRoutes;
import java.sql.Connection;

/** Public, talks to a database, reads tokens by itself and knows another feature. */
public record RouteWithADatabase(Connection database, JWSAlgorithm algorithm, LimitThatKnowsRoutes limit) {}
