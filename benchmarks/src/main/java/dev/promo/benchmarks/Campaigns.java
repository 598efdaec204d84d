package dev.promo.benchmarks;

import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Makes campaigns, as the admin. */
final class Campaigns {

    private final Stack system;
    private final Gateway gateway;

    Campaigns(Stack system, Gateway gateway) {
        this.system = system;
        this.gateway = gateway;
    }

    /** So many campaigns that run from then until then and have vouchers for everybody. */
    void run(int count, Instant begins, Instant ends) throws InterruptedException {
        var admin = admin();
        for (var i = 0; i < count; i++) {
            var made = gateway.call(
                    "POST",
                    "/api/v1/admin/campaigns",
                    admin,
                    Map.of(
                            "name", "BENCH-" + UUID.randomUUID(),
                            "startsAt", begins.toString(),
                            "endsAt", ends.toString(),
                            "totalVouchers", 2_000_000,
                            "discount", Map.of("type", "PERCENT", "value", 30),
                            "voucherValidity", Map.of("duration", "P30D")));
            if (made.status() != 201) {
                throw new IllegalStateException("No campaign: " + made.body());
            }
        }
    }

    /** A token of the admin's. */
    String admin() throws InterruptedException {
        return gateway.logIn(new Person.Identifier("userName", Stack.ADMIN), system.adminPassword())
                .accessToken();
    }
}
