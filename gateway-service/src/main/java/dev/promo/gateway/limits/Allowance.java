package dev.promo.gateway.limits;

import jakarta.servlet.http.HttpServletResponse;

/** What each client address may ask for of one kind of requests, under the name that clients are told. */
final class Allowance {
    private final String name;
    private final Quota quota;
    private final Buckets buckets;

    Allowance(String name, Quota quota, Buckets buckets) {
        this.name = "\"" + name + "\"";
        this.quota = quota;
        this.buckets = buckets;
    }

    /** Takes one request from the address's bucket, if there is one left. */
    Taken take(String address) {
        return buckets.take(address);
    }

    /** Writes down where that leaves the client. */
    void tell(Taken taken, HttpServletResponse answer) {
        var left = taken.probe().getRemainingTokens();
        answer.setHeader("RateLimit-Policy", name + ";q=" + quota.burst() + ";w=" + quota.secondsFor(quota.burst()));
        answer.setHeader("RateLimit", name + ";r=" + left + ";t=" + quota.secondsFor(quota.burst() - left));
    }
}
