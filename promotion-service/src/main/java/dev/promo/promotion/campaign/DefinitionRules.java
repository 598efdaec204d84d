package dev.promo.promotion.campaign;

import dev.promo.defaults.problem.Violations;
import dev.promo.promotion.campaign.CampaignForm.Copy;
import dev.promo.promotion.campaign.CampaignForm.DiscountForm;
import dev.promo.promotion.campaign.CampaignForm.ValidityForm;
import dev.promo.promotion.campaign.VoucherValidity.Lasting;
import dev.promo.promotion.campaign.VoucherValidity.Until;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** The rules of a campaign's definition: reads what an owner sent, or reports every rule it breaks. */
final class DefinitionRules {

    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_DESCRIPTION_LENGTH = 1_000;
    private static final int MAX_VOUCHERS = 10_000_000;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int MAX_PERCENT_DECIMALS = 4;

    /** In all: what any reader of JSON keeps exactly, also one that knows only doubles. */
    private static final int MAX_DIGITS = 15;

    private static final Duration LONGEST_VALIDITY = Duration.ofDays(36_500);

    private final Violations violations = new Violations();

    private DefinitionRules() {}

    static Definition read(CampaignForm form) {
        var rules = new DefinitionRules();
        var definition = rules.definition(form);
        rules.violations.throwIfAny();
        return complete(definition);
    }

    /** The campaign that a copy is, of that one. */
    static Definition read(Copy form, Definition original) {
        var rules = new DefinitionRules();
        var name = rules.name(form.name());
        var window = rules.window(form.startsAt(), form.endsAt());
        if (window != null && original.validity() instanceof Until(var end) && end.isBefore(window.endsAt())) {
            rules.violations.reject(
                    "endsAt",
                    "BEFORE_END_OF_VOUCHERS",
                    "Must not be after the moment at which the vouchers of the original end.");
        }
        rules.violations.throwIfAny();
        return original.as(complete(name), complete(window));
    }

    /** What was looked at and not rejected is there. */
    private static <T> T complete(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a broken rule was not reported");
        }
        return value;
    }

    private @Nullable Definition definition(CampaignForm form) {
        var name = name(form.name());
        var description = description(form.description());
        var window = window(form.startsAt(), form.endsAt());
        var total = totalVouchers(form.totalVouchers());
        var discount = discount(violations.required("discount", form.discount()));
        var validity = validity(violations.required("voucherValidity", form.voucherValidity()), window);
        var rollback = violations.choice("rollbackPolicy", form.rollbackPolicy(), RollbackPolicy.class);
        var eligibility = form.eligibility();
        var registeredAfter = eligibility == null
                ? null
                : violations.moment("eligibility.registeredAfter", eligibility.registeredAfter());
        var birthMonth = eligibility == null ? null : birthMonth(eligibility.birthMonth());
        if (name == null || window == null || total == null || discount == null || validity == null) {
            return null;
        }
        return new Definition(
                name,
                description,
                window,
                total,
                discount,
                validity,
                rollback == null ? RollbackPolicy.RESTORE_UNLESS_EXPIRED : rollback,
                registeredAfter,
                birthMonth);
    }

    private @Nullable String name(@Nullable String text) {
        var given = violations.required("name", text);
        return given == null ? null : words("name", given, MAX_NAME_LENGTH, false);
    }

    private @Nullable String description(@Nullable String text) {
        return text == null ? null : words("description", text, MAX_DESCRIPTION_LENGTH, true);
    }

    private @Nullable String words(String field, String text, int maxLength, boolean lines) {
        var words = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        if (words.codePoints().allMatch(DefinitionRules::isInvisible)) {
            violations.reject(field, "REQUIRED", "Must not be blank.");
            return null;
        }
        if (words.codePointCount(0, words.length()) > maxLength) {
            violations.reject(field, "MAX_LENGTH", "Must have at most %d characters.".formatted(maxLength));
            return null;
        }
        if (words.codePoints().anyMatch(character -> isUnprintable(character) && !(lines && isLineBreak(character)))) {
            violations.reject(field, "FORMAT", "Must not contain control characters.");
            return null;
        }
        return words;
    }

    private static boolean isInvisible(int character) {
        return Character.getType(character) == Character.FORMAT || Character.isSpaceChar(character);
    }

    private static boolean isUnprintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.SURROGATE, // half a character: no database can store it
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static boolean isLineBreak(int character) {
        return character == '\n' || character == '\r' || character == '\t';
    }

    private @Nullable Window window(@Nullable String startsAt, @Nullable String endsAt) {
        var start = violations.moment("startsAt", violations.required("startsAt", startsAt));
        var end = violations.moment("endsAt", violations.required("endsAt", endsAt));
        if (start == null || end == null) {
            return null;
        }
        if (!start.isBefore(end)) {
            violations.reject("endsAt", "AFTER_START", "Must be after startsAt.");
            return null;
        }
        return new Window(start, end);
    }

    private @Nullable Integer totalVouchers(@Nullable Integer total) {
        var given = violations.required("totalVouchers", total);
        if (given != null && (given < 0 || given > MAX_VOUCHERS)) {
            violations.reject("totalVouchers", "RANGE", "Must be 0 to %d.".formatted(MAX_VOUCHERS));
            return null;
        }
        return given;
    }

    private @Nullable Integer birthMonth(@Nullable Integer month) {
        if (month != null && (month < 1 || month > 12)) {
            violations.reject("eligibility.birthMonth", "RANGE", "Must be 1 to 12.");
        }
        return month;
    }

    private @Nullable Discount discount(@Nullable DiscountForm form) {
        if (form == null) {
            return null;
        }
        var type = violations.choice(
                "discount.type", violations.required("discount.type", form.type()), Discount.Type.class);
        var rounding = violations.choice("discount.rounding", form.rounding(), Discount.Rounding.class);
        var currency = currency(form, type);
        var value = violations.required("discount.value", form.value());
        var sound = type != null && value != null && isValue(type, value, currency);
        sound &= form.cap() == null || isAmount("discount.cap", form.cap(), currency);
        sound &= form.minimumOrder() == null || isAmount("discount.minimumOrder", form.minimumOrder(), currency);
        if (!sound || type == null || value == null) {
            return null;
        }
        return new Discount(
                type,
                value,
                form.currency(),
                form.cap(),
                form.minimumOrder(),
                rounding == null ? Discount.Rounding.HALF_UP : rounding);
    }

    /** Null if none is given, or none that can be paid in (then that is noted). */
    private @Nullable Currency currency(DiscountForm form, Discount.@Nullable Type type) {
        if (form.currency() == null) {
            if (type == Discount.Type.AMOUNT || form.cap() != null || form.minimumOrder() != null) {
                violations.reject("discount.currency", "REQUIRED", "Must be given with any amount of money.");
            }
            return null;
        }
        try {
            var currency = Currency.getInstance(form.currency());
            if (currency.getDefaultFractionDigits() >= 0) { // not gold, nor "no currency"
                return currency;
            }
        } catch (IllegalArgumentException _) {
            // reported below
        }
        violations.reject("discount.currency", "ISO_4217", "Must be the code of a currency, such as EUR.");
        return null;
    }

    private boolean isValue(Discount.Type type, BigDecimal value, @Nullable Currency currency) {
        return switch (type) {
            case PERCENT -> isPercentage(value);
            case AMOUNT -> isAmount("discount.value", value, currency);
        };
    }

    private boolean isPercentage(BigDecimal value) {
        if (value.signum() <= 0 || value.compareTo(HUNDRED) > 0) {
            violations.reject("discount.value", "RANGE", "Must be more than 0 and at most 100.");
            return false;
        }
        if (decimals(value) > MAX_PERCENT_DECIMALS) {
            violations.reject(
                    "discount.value", "DECIMALS", "Must have at most %d decimals.".formatted(MAX_PERCENT_DECIMALS));
            return false;
        }
        return true;
    }

    /** @param currency null if that is wrong already */
    private boolean isAmount(String field, BigDecimal amount, @Nullable Currency currency) {
        if (amount.signum() <= 0) {
            violations.reject(field, "POSITIVE", "Must be more than 0.");
            return false;
        }
        var decimals = Math.max(0, decimals(amount));
        if (currency != null && decimals > currency.getDefaultFractionDigits()) {
            violations.reject(
                    field,
                    "DECIMALS",
                    "Must have at most %d decimals, as %s has."
                            .formatted(currency.getDefaultFractionDigits(), currency.getCurrencyCode()));
            return false;
        }
        if (Math.max(0, (long) amount.precision() - amount.scale()) + decimals > MAX_DIGITS) {
            violations.reject(field, "DIGITS", "Must have at most %d digits.".formatted(MAX_DIGITS));
            return false;
        }
        return true;
    }

    /** That are not zeros at the end; negative for a number with zeros in front of the point. */
    private static int decimals(BigDecimal number) {
        return number.stripTrailingZeros().scale();
    }

    private @Nullable VoucherValidity validity(@Nullable ValidityForm form, @Nullable Window window) {
        if (form == null) {
            return null;
        }
        if ((form.duration() == null) == (form.until() == null)) {
            violations.reject("voucherValidity", "EXACTLY_ONE", "Must have either duration or until.");
            return null;
        }
        return form.duration() != null ? lasting(form.duration()) : until(form.until(), window);
    }

    private @Nullable VoucherValidity lasting(String text) {
        return switch (ExactDuration.read(text)) {
            case ExactDuration.Reading.NotADuration() -> {
                violations.reject(
                        "voucherValidity.duration", "FORMAT", "Must be an ISO 8601 duration, such as P30D or PT12H.");
                yield null;
            }
            case ExactDuration.Reading.OfNoFixedLength() -> {
                violations.reject(
                        "voucherValidity.duration",
                        "FIXED_LENGTH",
                        "Must not have years or months, as they have no fixed length; give days.");
                yield null;
            }
            case ExactDuration.Reading.Exact(var duration) -> {
                if (duration.isZero() || duration.compareTo(LONGEST_VALIDITY) > 0) {
                    violations.reject(
                            "voucherValidity.duration",
                            "RANGE",
                            "Must be at least PT1S and at most %s.".formatted(ExactDuration.write(LONGEST_VALIDITY)));
                    yield null;
                }
                yield new Lasting(duration);
            }
        };
    }

    private @Nullable VoucherValidity until(@Nullable String text, @Nullable Window window) {
        var end = violations.moment("voucherValidity.until", text);
        if (end == null) {
            return null;
        }
        if (window != null && end.isBefore(window.endsAt())) {
            violations.reject("voucherValidity.until", "NOT_BEFORE_END", "Must not be before endsAt.");
            return null;
        }
        return new Until(end);
    }
}
