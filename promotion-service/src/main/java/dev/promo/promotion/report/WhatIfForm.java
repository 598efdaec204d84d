package dev.promo.promotion.report;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.promotion.campaign.Discount;
import dev.promo.promotion.campaign.Eligibility;
import dev.promo.promotion.campaign.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A campaign that somebody thinks of, as the client wrote it. */
record WhatIfForm(
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable Integer totalVouchers,
        @Nullable DiscountForm discount,
        @Nullable EligibilityForm eligibility,
        @Nullable MoneyForm averageOrder) {

    record DiscountForm(
            Discount.@Nullable Type type,
            @Nullable BigDecimal value,
            @Nullable String currency,
            @Nullable BigDecimal cap,
            @Nullable BigDecimal minimumOrder,
            Discount.@Nullable Rounding rounding) {}

    record EligibilityForm(
            @Nullable Instant registeredAfter, @Nullable Integer birthMonth) {}

    record MoneyForm(@Nullable BigDecimal amount, @Nullable String currency) {}

    /** @throws ApiProblem 400 that names every broken rule */
    WhatIf.Question question() {
        var rules = new Rules();
        var window = window(rules);
        rules.required("totalVouchers", totalVouchers);
        rules.check(totalVouchers == null || totalVouchers >= 0, "totalVouchers", "MIN", "Must not be negative.");
        rules.required("discount", discount);
        var terms = discount == null ? null : discount(discount, rules);
        var money = averageOrder == null ? null : money(averageOrder, terms, rules);
        var asked = eligibility == null ? new EligibilityForm(null, null) : eligibility;
        var month = asked.birthMonth();
        rules.check(
                month == null || (month >= 1 && month <= 12), "eligibility.birthMonth", "RANGE", "Must be 1 to 12.");
        rules.throwIfBroken();
        if (window == null || totalVouchers == null || terms == null) {
            throw new IllegalStateException("a missing field was not reported");
        }
        return new WhatIf.Question(
                new Eligibility(window, List.of(), asked.registeredAfter(), month), totalVouchers, terms, money);
    }

    private @Nullable Window window(Rules rules) {
        rules.required("startsAt", startsAt);
        rules.required("endsAt", endsAt);
        if (startsAt == null || endsAt == null) {
            return null;
        }
        if (!startsAt.isBefore(endsAt)) {
            rules.check(false, "endsAt", "AFTER_STARTS_AT", "Must be later than startsAt.");
            return null;
        }
        return new Window(startsAt, endsAt);
    }

    private static @Nullable Discount discount(DiscountForm form, Rules rules) {
        var type = form.type();
        var value = form.value();
        rules.required("discount.type", type);
        rules.required("discount.value", value);
        rules.positive("discount.value", value);
        rules.positive("discount.cap", form.cap());
        rules.positive("discount.minimumOrder", form.minimumOrder());
        var isPercent = type == Discount.Type.PERCENT;
        rules.check(
                !isPercent || value == null || value.compareTo(BigDecimal.valueOf(100)) <= 0,
                "discount.value",
                "MAX",
                "Must be at most 100 for a percentage.");
        if (form.currency() == null) {
            var isMoney = type == Discount.Type.AMOUNT || form.cap() != null || form.minimumOrder() != null;
            rules.check(!isMoney, "discount.currency", "REQUIRED", "The field is required beside an amount of money.");
        } else {
            rules.currency("discount.currency", form.currency());
        }
        // Not even made of numbers that are refused: writing some of them out takes minutes.
        if (type == null || value == null || !Rules.areShort(value, form.cap(), form.minimumOrder())) {
            return null;
        }
        var rounding = form.rounding() == null ? Discount.Rounding.HALF_UP : form.rounding();
        return new Discount(type, value, form.currency(), form.cap(), form.minimumOrder(), rounding);
    }

    private static WhatIf.@Nullable Money money(MoneyForm form, @Nullable Discount terms, Rules rules) {
        var amount = form.amount();
        var code = form.currency();
        rules.required("averageOrder.amount", amount);
        rules.positive("averageOrder.amount", amount);
        rules.required("averageOrder.currency", code);
        if (code == null) {
            return null;
        }
        var currency = rules.currency("averageOrder.currency", code);
        if (terms != null && terms.currency() != null) {
            rules.check(
                    terms.currency().equals(code),
                    "averageOrder.currency",
                    "SAME_CURRENCY",
                    "Must be the discount's currency.");
        }
        return amount == null || currency == null || !Rules.areShort(amount)
                ? null
                : new WhatIf.Money(amount, currency);
    }

    /** The rules broken so far. */
    private static final class Rules {
        private final List<FieldViolation> broken = new ArrayList<>();

        void check(boolean kept, String field, String rule, String message) {
            if (!kept) {
                broken.add(new FieldViolation(field, rule, message));
            }
        }

        void required(String field, @Nullable Object value) {
            check(value != null, field, "REQUIRED", "The field is required.");
        }

        void positive(String field, @Nullable BigDecimal amount) {
            check(amount == null || amount.signum() > 0, field, "POSITIVE", "Must be more than 0.");
            check(
                    amount == null || isShort(amount),
                    field,
                    "DIGITS",
                    "Must have at most 15 digits before and 4 behind the point.");
        }

        /** In 64 bits, as the exponents of strangers overflow 32. */
        static boolean areShort(@Nullable BigDecimal... amounts) {
            return Arrays.stream(amounts).allMatch(amount -> amount == null || isShort(amount));
        }

        private static boolean isShort(BigDecimal amount) {
            return (long) amount.precision() - amount.scale() <= 15 && amount.scale() <= 4;
        }

        @Nullable
        Currency currency(String field, String code) {
            try {
                return Currency.getInstance(code);
            } catch (IllegalArgumentException unknown) {
                check(false, field, "CURRENCY", "Must be a currency code of ISO 4217.");
                return null;
            }
        }

        void throwIfBroken() {
            if (!broken.isEmpty()) {
                throw ApiProblem.invalid(broken);
            }
        }
    }
}
