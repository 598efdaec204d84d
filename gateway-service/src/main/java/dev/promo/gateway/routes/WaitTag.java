package dev.promo.gateway.routes;

import io.micrometer.common.KeyValues;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/**
 * Tells of each request whether its answer waited because the client wished so ({@code Preference-Applied: wait=…}, RFC 7240):
 * such a time is the client's own, and no objective of ours.
 */
@Component
final class WaitTag extends DefaultServerRequestObservationConvention {

    @Override
    public KeyValues getLowCardinalityKeyValues(ServerRequestObservationContext context) {
        return super.getLowCardinalityKeyValues(context).and("waited", Boolean.toString(hasWaited(context)));
    }

    private static boolean hasWaited(ServerRequestObservationContext context) {
        var answer = context.getResponse();
        var applied = answer == null ? null : answer.getHeader("Preference-Applied");
        return applied != null && applied.startsWith("wait=");
    }
}
