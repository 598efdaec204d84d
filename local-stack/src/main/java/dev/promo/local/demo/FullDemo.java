package dev.promo.local.demo;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays the whole life of a campaign and of its vouchers at a running system: made by an admin, given to the first who come,
 * enlarged, redeemed at a partner's checkout, rolled back, revoked, given again, proved and archived.
 *
 * <p>Every run makes a campaign and people of its own, so it can be played again and again, beside other traffic too.
 */
public final class FullDemo {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Gateway gateway;
    private final String adminPassword;
    private final Consumer<String> say;
    private final List<Finding> findings = new ArrayList<>();
    private final String run = Long.toString(100_000 + RANDOM.nextInt(900_000));

    /** @param say is told each line that a person should read */
    public FullDemo(Gateway gateway, String adminPassword, Consumer<String> say) {
        this.gateway = gateway;
        this.adminPassword = adminPassword;
        this.say = say;
    }

    /** Somebody who is logged in. */
    private record Guest(Person person, String token) {}

    /**
     * Plays it.
     *
     * @throws Gateway.Unreachable if nobody answers
     * @throws Gateway.UnexpectedAnswer if signing up or logging in breaks the contract
     */
    public DemoResult run() throws InterruptedException {
        var admin = gateway.logIn(new Person.Identifier("userName", "admin"), adminPassword)
                .accessToken();
        var partner = partner(admin);

        var campaign = make(admin);
        var id = campaign.json().at("/id").asLong();
        say.accept("The admin made campaign " + id + ": 25 % off, at most 20 USD, for 3 people");

        var guests = new ArrayList<Guest>();
        for (var number = 1; number <= 5; number++) {
            guests.add(arrive(number));
            awaitDecision(guests.getLast(), id);
        }
        for (var i = 0; i < 3; i++) {
            check("guest " + (i + 1) + " has slot", i + 1, receipt(guests.get(i), id, "slot"));
        }
        check("guest 4 is told", "SOLD_OUT", receipt(guests.get(3), id, "outcome"));
        check("and is in the waiting list at place", 1, receipt(guests.get(3), id, "position"));
        say.accept("Five people logged in for the first time; three were in time");

        enlarge(admin, campaign, guests.get(3), id);
        checkOut(partner, guests.get(0));
        replay(partner, guests.get(2));
        revoke(admin, guests.get(1), guests.get(4), id);
        books(admin, guests.get(0), id);
        close(admin, id);
        return new DemoResult(findings, new Latency(List.of()));
    }

    private String partner(String admin) throws InterruptedException {
        var shop = arrive(9);
        var found = gateway.call(
                "GET", "/api/v1/admin/users?account=" + shop.person().userName(), admin, null);
        var roles = gateway.call(
                "PUT",
                "/api/v1/admin/users/" + found.text("/userId") + "/roles",
                admin,
                Map.of("roles", List.of("PARTNER")));
        check("the admin makes a shop a partner", "200", roles.verdict());
        return gateway.logIn(
                        new Person.Identifier("userName", shop.person().userName()),
                        shop.person().password())
                .accessToken();
    }

    private Answer make(String admin) throws InterruptedException {
        var refused = gateway.call("POST", "/api/v1/admin/campaigns", admin, definition(-1));
        check("a quota of -1 is refused", "400 INVALID_REQUEST", refused.verdict());
        var made = gateway.call("POST", "/api/v1/admin/campaigns", admin, definition(3));
        check("a campaign is made", "201", made.verdict());
        return made;
    }

    private Map<String, Object> definition(int totalVouchers) {
        var definition = new LinkedHashMap<String, Object>();
        definition.put("name", "FULL_DEMO_" + run);
        definition.put("description", "Made by ./promo demo --full");
        definition.put("startsAt", "2026-01-01T00:00:00+07:00");
        definition.put("endsAt", "2099-01-01T00:00:00Z");
        definition.put("totalVouchers", totalVouchers);
        definition.put(
                "discount",
                Map.of(
                        "type",
                        "PERCENT",
                        "value",
                        25,
                        "currency",
                        "USD",
                        "cap",
                        20,
                        "minimumOrder",
                        10,
                        "rounding",
                        "HALF_UP"));
        definition.put("voucherValidity", Map.of("duration", "P1D"));
        definition.put("rollbackPolicy", "RESTORE");
        return definition;
    }

    private Guest arrive(int number) throws InterruptedException {
        var name = "full-" + run + "-" + number;
        var person = new Person(
                "Full Demo " + number,
                name,
                name + "@example.com",
                "+8497" + run + number,
                "correct-horse-" + run,
                LocalDate.of(1990, 5, number));
        gateway.signUp(person);
        var login = gateway.logIn(new Person.Identifier("account", person.email()), person.password());
        return new Guest(person, login.accessToken());
    }

    private void awaitDecision(Guest guest, long campaign) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (List.of("", "PENDING", "WAITING").contains(receipt(guest, campaign, "outcome"))
                && System.nanoTime() < end) {
            gateway.call("GET", "/api/v1/home", guest.token(), null, "Prefer", "wait=10");
        }
    }

    /** A field of the person's decision receipt for the campaign, as text. */
    private String receipt(Guest guest, long campaign, String field) throws InterruptedException {
        for (var receipt : gateway.call("GET", "/api/v1/promotions", guest.token(), null)
                .json()
                .at("/promotions")) {
            if (receipt.at("/campaignId").asLong() == campaign) {
                return receipt.path(field).asString("");
            }
        }
        return "";
    }

    private void enlarge(String admin, Answer campaign, Guest next, long id) throws InterruptedException {
        var path = "/api/v1/admin/campaigns/" + id;
        var etag = campaign.header("ETag");
        check(
                "an edit without If-Match is refused",
                "428 PRECONDITION_REQUIRED",
                gateway.call("PUT", path, admin, definition(4)).verdict());
        check(
                "the quota is raised to 4",
                "200",
                gateway.call("PUT", path, admin, definition(4), "If-Match", etag)
                        .verdict());
        check(
                "an edit of what has changed is refused",
                "412 PRECONDITION_FAILED",
                gateway.call("PUT", path, admin, definition(5), "If-Match", etag)
                        .verdict());
        awaitSlot(next, id);
        check("who waited longest has slot", 4, receipt(next, id, "slot"));
        say.accept("The quota was raised; the next in line got the new voucher");
    }

    private void awaitSlot(Guest guest, long campaign) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (receipt(guest, campaign, "slot").isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50); // no header waits for a waiting list
        }
    }

    private void checkOut(String partner, Guest owner) throws InterruptedException {
        var code = code(owner);
        var valid = post(
                partner,
                "validate",
                Map.of("code", code.toLowerCase(Locale.ROOT), "orderAmount", 59.98, "currency", "USD"));
        check("25 % of 59.98 USD, half up", "15.00", money(valid, "/discountAmount"));
        var small = post(partner, "validate", Map.of("code", code, "orderAmount", 9.99, "currency", "USD"));
        check("an order of 9.99 USD is too small", "BELOW_MINIMUM", small.text("/reason"));

        var hold = post(partner, "hold", Map.of("code", code, "seconds", 60));
        check("the voucher is held", "200", hold.verdict());
        check(
                "and others have to wait",
                "409 VOUCHER_HELD",
                redeem(partner, code, "A", null).verdict());
        var redeemed = redeem(partner, code, "A", hold.text("/holdId"));
        check("redeemed: 25 % of 100, at most 20 USD", "20.00", money(redeemed, "/discountAmount"));
        var again = redeem(partner, code, "A", hold.text("/holdId"));
        check("the same request again, the same answer", true, redeemed.body().equals(again.body()));
        check(
                "another order is too late",
                "409 VOUCHER_USED",
                redeem(partner, code, "B", null).verdict());
        var rolledBack = post(partner, "rollback", Map.of("code", code, "orderId", order("A")));
        check("a cancelled order gives it back", "true", rolledBack.text("/restored"));
        check("for another one", "200", redeem(partner, code, "C", null).verdict());
        say.accept("A partner validated, held, redeemed, rolled back and redeemed a voucher");
    }

    private void replay(String partner, Guest owner) throws InterruptedException {
        var code = code(owner);
        var key = UUID.randomUUID().toString();
        var body = order(code, "D", null);
        var first = gateway.call("POST", "/api/v1/checkout/redeem", partner, body, "Idempotency-Key", key);
        var second = gateway.call("POST", "/api/v1/checkout/redeem", partner, body, "Idempotency-Key", key);
        var other = gateway.call(
                "POST", "/api/v1/checkout/redeem", partner, order(code, "E", null), "Idempotency-Key", key);
        check("with an Idempotency-Key", "200", first.verdict());
        check("the answer is replayed", true, first.body().equals(second.body()));
        check("and says so", "true", second.header("Idempotency-Replayed"));
        check("for that request alone", "422 IDEMPOTENCY_KEY_REUSED", other.verdict());
    }

    private void revoke(String admin, Guest owner, Guest next, long campaign) throws InterruptedException {
        var voucher = receipt(owner, campaign, "voucherId");
        var revoked =
                gateway.call("POST", "/api/v1/admin/vouchers/" + voucher + "/revoke", admin, Map.of("reason", "demo"));
        check("guest 2's voucher is revoked", "200", revoked.verdict());
        awaitSlot(next, campaign);
        check("guest 5, next in line, has slot", 2, receipt(next, campaign, "slot"));
        check("of generation", 2, receipt(next, campaign, "generation"));
        check("guest 2 is told", "REVOKED", receipt(owner, campaign, "outcome"));
        say.accept("A voucher was revoked; its slot went to the next in line");
    }

    private void books(String admin, Guest guest, long campaign) throws InterruptedException {
        var proof = gateway.call("GET", "/api/v1/campaigns/" + campaign + "/proof", guest.token(), null);
        check("slots opened", 4, proof.text("/issued"));
        check("gaps", 0, proof.text("/gaps"));
        check("slots given again", 1, proof.text("/reissued"));
        check("the system's own verdict", "true", proof.text("/holds"));
        var path = "/api/v1/admin/campaigns/" + campaign;
        var counters = gateway.call("GET", path + "/counters", admin, null);
        check("vouchers used", 2, counters.text("/used"));
        check("vouchers revoked", 1, counters.text("/revoked"));
        var export = gateway.call("GET", path + "/vouchers.csv", admin, null);
        check(
                "lines of the export, its header included",
                6L,
                export.body().lines().count());
        check(
                "a guest may not look at that",
                "403 FORBIDDEN",
                gateway.call("GET", path + "/counters", guest.token(), null).verdict());
    }

    private void close(String admin, long campaign) throws InterruptedException {
        var path = "/api/v1/admin/campaigns/" + campaign;
        check(
                "paused",
                "PAUSED",
                gateway.call("POST", path + "/pause", admin, null).text("/state"));
        check(
                "resumed",
                "ACTIVE",
                gateway.call("POST", path + "/resume", admin, null).text("/state"));
        check(
                "archived",
                "ARCHIVED",
                gateway.call("POST", path + "/archive", admin, null).text("/state"));
        check(
                "entries of the audit log",
                5,
                gateway.call("GET", path + "/audit", admin, null)
                        .json()
                        .at("/items")
                        .size());
    }

    private Answer redeem(String partner, String code, String order, @Nullable String hold)
            throws InterruptedException {
        return post(partner, "redeem", order(code, order, hold));
    }

    private Map<String, Object> order(String code, String order, @Nullable String hold) {
        var body = new LinkedHashMap<String, Object>();
        body.put("code", code);
        body.put("orderId", order(order));
        body.put("orderAmount", 100);
        body.put("currency", "USD");
        if (hold != null) {
            body.put("holdId", hold);
        }
        return body;
    }

    private String order(String letter) {
        return "order-" + run + "-" + letter;
    }

    private Answer post(String token, String what, Object body) throws InterruptedException {
        return gateway.call("POST", "/api/v1/checkout/" + what, token, body);
    }

    /** The code of the guest's voucher of this demo's campaign. */
    private String code(Guest guest) throws InterruptedException {
        for (var voucher : gateway.homepage(guest.token()).vouchers()) {
            if (voucher.campaign().equals("FULL_DEMO_" + run)) {
                return voucher.code();
            }
        }
        throw new IllegalStateException("a guest without a voucher");
    }

    private static String money(Answer answer, String pointer) {
        var value = answer.json().at(pointer);
        return value.isNumber()
                ? new BigDecimal(value.asString("0")).setScale(2).toPlainString()
                : answer.verdict();
    }

    private void check(String what, Object expected, Object found) {
        findings.add(Finding.of(what, expected, found));
    }
}
