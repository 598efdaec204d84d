package dev.promo.promotion.checkout;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.defaults.token.Caller;
import dev.promo.promotion.idempotency.IdempotencyKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The checkout: a partner with anybody's voucher, or a person with their own. A code that is malformed, unknown or somebody
 * else's is answered the same, so that nobody learns which codes there are.
 */
@RestController
@RequestMapping("/api/v1/checkout")
class CheckoutController {

    private static final int DEFAULT_HOLD_SECONDS = 300;

    /** Control characters, line and paragraph separators, and half characters, which no encoding keeps. */
    private static final String NOT_INSIDE = "\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}";

    private static final String NOT_AT_ENDS = NOT_INSIDE + "\\p{Z}";
    /** No space at either end, where columns and people do not see it. */
    private static final String ORDER_ID =
            "[^" + NOT_AT_ENDS + "]|[^" + NOT_AT_ENDS + "][^" + NOT_INSIDE + "]*[^" + NOT_AT_ENDS + "]|";

    private static final String ORDER_ID_RULE = "must have no control characters and no space at its ends";

    private final Redemptions redemptions;
    private final Holds holds;
    private final Rollbacks rollbacks;
    private final RedemptionMetrics metrics;
    private final Clock clock;

    CheckoutController(
            Redemptions redemptions, Holds holds, Rollbacks rollbacks, RedemptionMetrics metrics, Clock clock) {
        this.redemptions = redemptions;
        this.holds = holds;
        this.rollbacks = rollbacks;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** @param holdId the hold that who asks has, so that it does not stand in their way */
    record ValidateRequest(
            @NotNull String code,
            @NotNull BigDecimal orderAmount,
            @NotNull String currency,
            @Nullable UUID holdId) {}

    /**
     * What a voucher would do for an order.
     *
     * @param reason why not, only if it is not valid
     * @param minimumOrder the smallest order it is good for, in {@code currency}; only if the order is below
     * @param currency the one it is good for, only if that or the minimum is why not
     * @param heldUntil when it is free again, only if that is why not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ValidateResponse(
            boolean valid,
            @Nullable String reason,
            @Nullable BigDecimal discountAmount,
            @Nullable BigDecimal payable,
            long voucherId,
            String campaign,
            Instant expiresAt,
            @Nullable BigDecimal minimumOrder,
            @Nullable String currency,
            @Nullable Instant heldUntil) {}

    @PostMapping("/validate")
    ValidateResponse validate(@RequestBody @Valid ValidateRequest order, @AuthenticationPrincipal Caller caller) {
        var customer = Customer.spending(caller);
        var total = OrderTotal.of(order.orderAmount(), order.currency());
        var validation = redemptions
                .validate(customer, order.code(), total, order.holdId())
                .orElseThrow(CheckoutController::noSuchVoucher);
        var voucher = validation.voucher();
        var refusal = validation.refusal().orElse(null);
        var valid = refusal == null;
        return new ValidateResponse(
                valid,
                refusal == null ? null : refusal.reason(),
                valid ? validation.quote().discountAmount() : null,
                valid ? validation.quote().payable() : null,
                voucher.id(),
                voucher.campaign(),
                voucher.expiresAt(),
                refusal instanceof Refusal.BelowMinimum below ? below.minimum() : null,
                switch (refusal) {
                    case Refusal.BelowMinimum below -> below.currency();
                    case Refusal.WrongCurrency wrong -> wrong.currency();
                    case null, default -> null;
                },
                refusal instanceof Refusal.Held held ? held.until() : null);
    }

    /** @param holdId a hold to go on with; without it, a new one */
    record HoldRequest(
            @NotNull String code,
            @Nullable @Min(1) @Max(3600) Integer seconds,
            @Nullable UUID holdId) {}

    record HoldResponse(UUID holdId, Instant heldUntil) {}

    @PostMapping("/hold")
    HoldResponse hold(
            @RequestBody @Valid HoldRequest wish, @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
        var length = Duration.ofSeconds(wish.seconds() == null ? DEFAULT_HOLD_SECONDS : wish.seconds());
        var key = IdempotencyKey.of(request);
        return switch (holds.hold(Customer.spending(caller), wish.code(), length, wish.holdId(), key)) {
            case Holds.Outcome.Held(var hold, var until) -> new HoldResponse(hold, until);
            case Holds.Outcome.Refused(var why) -> throw refused(why);
            case Holds.Outcome.NoSuchVoucher() -> throw noSuchVoucher();
            case Holds.Outcome.NoSuchHold() -> throw noSuchHold();
        };
    }

    @DeleteMapping("/holds/{holdId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void release(@PathVariable UUID holdId, @AuthenticationPrincipal Caller caller) {
        if (!holds.release(Customer.spending(caller), holdId)) {
            throw noSuchHold();
        }
    }

    /** @param holdId needed only while the voucher is held */
    record RedeemRequest(
            @NotNull String code,

            @NotNull @Size(min = 1, max = 64) @Pattern(regexp = ORDER_ID, message = ORDER_ID_RULE)
            String orderId,

            @NotNull BigDecimal orderAmount,
            @NotNull String currency,
            @Nullable UUID holdId) {}

    record RedeemResponse(
            long voucherId,
            String orderId,
            BigDecimal orderAmount,
            BigDecimal discountAmount,
            BigDecimal payable,
            String currency,
            Instant redeemedAt) {

        static RedeemResponse of(Redemption redemption) {
            return new RedeemResponse(
                    redemption.voucherId(),
                    redemption.orderId(),
                    redemption.total().amount(),
                    redemption.discountAmount(),
                    redemption.payable(),
                    redemption.total().currency().getCurrencyCode(),
                    redemption.redeemedAt());
        }
    }

    @PostMapping("/redeem")
    RedeemResponse redeem(@RequestBody @Valid RedeemRequest order, @AuthenticationPrincipal Caller caller) {
        var customer = Customer.spending(caller);
        var total = OrderTotal.of(order.orderAmount(), order.currency());
        var outcome = redemptions.redeem(customer, order.code(), order.orderId(), total, order.holdId());
        metrics.count(outcome);
        return switch (outcome) {
            case Redemptions.Outcome.Redeemed(var redemption) -> RedeemResponse.of(redemption);
            case Redemptions.Outcome.Refused(var why) -> throw refused(why);
            case Redemptions.Outcome.NoSuchVoucher() -> throw noSuchVoucher();
            case Redemptions.Outcome.OrderRolledBack() ->
                throw new ApiProblem(
                        HttpStatus.CONFLICT,
                        "ORDER_ROLLED_BACK",
                        "This order used the voucher and was rolled back; a new order needs an id of its own.");
        };
    }

    record RollbackRequest(
            @NotNull String code,

            @NotNull @Size(min = 1, max = 64) @Pattern(regexp = ORDER_ID, message = ORDER_ID_RULE)
            String orderId) {}

    /** @param restored whether the voucher became good for another order */
    record RollbackResponse(long voucherId, String orderId, boolean restored, Instant rolledBackAt) {}

    @PostMapping("/rollback")
    RollbackResponse rollBack(@RequestBody @Valid RollbackRequest order, @AuthenticationPrincipal Caller caller) {
        return switch (rollbacks.rollBack(Customer.rollingBack(caller), order.code(), order.orderId())) {
            case Rollbacks.Outcome.RolledBack(var voucher, var orderId, var restored, var at) ->
                new RollbackResponse(voucher, orderId, restored, at);
            case Rollbacks.Outcome.NoSuchVoucher() -> throw noSuchVoucher();
            case Rollbacks.Outcome.NoSuchRedemption() ->
                throw new ApiProblem(
                        HttpStatus.NOT_FOUND, "REDEMPTION_NOT_FOUND", "The voucher was not used on this order.");
            case Rollbacks.Outcome.RedeemedBySomebodyElse() ->
                throw new ApiProblem(
                        HttpStatus.FORBIDDEN,
                        "REDEEMED_BY_ANOTHER",
                        "Only who redeemed the voucher can roll that back, or an admin.");
        };
    }

    private ApiProblem refused(Refusal refusal) {
        return switch (refusal) {
            case Refusal.Revoked() -> new ApiProblem(HttpStatus.GONE, "VOUCHER_REVOKED", "The voucher was taken back.");
            case Refusal.Expired() -> new ApiProblem(HttpStatus.GONE, "VOUCHER_EXPIRED", "The voucher has expired.");
            case Refusal.Used() ->
                new ApiProblem(HttpStatus.CONFLICT, "VOUCHER_USED", "The voucher has been used already.");
            case Refusal.Held(var until) ->
                new ApiProblem(HttpStatus.CONFLICT, "VOUCHER_HELD", "The voucher is held for another order.")
                        .header("Retry-After", Long.toString(secondsUntil(until)));
            case Refusal.WrongCurrency(var currency) ->
                new ApiProblem(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "WRONG_CURRENCY",
                                "The voucher is good for orders in another currency.")
                        .with(new FieldViolation("currency", "ONE_OF", "Must be " + currency + "."));
            case Refusal.BelowMinimum(var minimum, var currency) ->
                new ApiProblem(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "BELOW_MINIMUM",
                                "The order is smaller than the voucher asks for.")
                        .with(new FieldViolation(
                                "orderAmount",
                                "MIN",
                                "Must be at least " + minimum.toPlainString() + " " + currency + "."));
        };
    }

    /** Rounded up: who comes back then finds it free. */
    private long secondsUntil(Instant moment) {
        return Math.max(
                1, Duration.between(clock.instant(), moment).plusMillis(999).toSeconds());
    }

    private static ApiProblem noSuchVoucher() {
        return new ApiProblem(HttpStatus.NOT_FOUND, "VOUCHER_NOT_FOUND", "There is no voucher with this code.");
    }

    private static ApiProblem noSuchHold() {
        return new ApiProblem(HttpStatus.NOT_FOUND, "HOLD_NOT_FOUND", "There is no such hold, or none any more.");
    }
}
