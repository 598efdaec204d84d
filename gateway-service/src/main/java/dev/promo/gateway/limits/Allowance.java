package dev.promo.gateway.limits;

import dev.promo.gateway.GatewayProperties.RateLimit;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletResponse;

/** What each client address may ask for of one kind of requests, under the name that clients are told. */
final class Allowance {
    private final String name;
    private final RateLimit limit;
    private final AddressBuckets buckets;

    Allowance(String name, RateLimit limit) {
        this.name = "\"" + name + "\"";
        this.limit = limit;
        this.buckets = new AddressBuckets(limit, TimeMeter.SYSTEM_NANOTIME);
    }

    /** Takes one request from the address's bucket, if there is one left, and writes down where that leaves the client. */
    ConsumptionProbe take(String address, HttpServletResponse answer) {
        var taken = buckets.take(address);
        var left = taken.getRemainingTokens();
        answer.setHeader(
                "RateLimit-Policy",
                name + ";q=" + limit.burst() + ";w=" + Math.ceilDiv(limit.burst(), limit.perSecond()));
        answer.setHeader(
                "RateLimit", name + ";r=" + left + ";t=" + Math.ceilDiv(limit.burst() - left, limit.perSecond()));
        return taken;
    }
}
