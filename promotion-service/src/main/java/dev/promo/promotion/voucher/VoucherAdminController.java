package dev.promo.promotion.voucher;

import static dev.promo.defaults.database.Columns.instant;
import static dev.promo.defaults.database.Columns.instantOrNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.defaults.problem.Violations;
import dev.promo.defaults.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the owner of a campaign does with single vouchers, and with many. */
@RestController
@RequestMapping("/api/v1/admin")
class VoucherAdminController {

    private static final int LONGEST_REASON = 200;

    private static final Instant END_OF_TIME = Instant.parse("9998-12-31T23:59:59.999999Z"); // of an event

    private final BulkIssue bulk;
    private final Revocations revocations;
    private final Extensions extensions;
    private final JdbcClient jdbc;
    private final Clock clock;

    VoucherAdminController(
            BulkIssue bulk, Revocations revocations, Extensions extensions, JdbcClient jdbc, Clock clock) {
        this.bulk = bulk;
        this.revocations = revocations;
        this.extensions = extensions;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @PostMapping(path = "/campaigns/{id}/vouchers", consumes = "text/csv")
    BulkReport issue(
            @PathVariable long id,
            @RequestBody byte[] body,
            @RequestParam(defaultValue = "false") boolean dryRun,
            HttpServletRequest request,
            @AuthenticationPrincipal Caller caller) {
        refuseMisspeltDryRun(request.getParameterMap());
        var file = BulkFile.read(body);
        var report = dryRun ? bulk.dryRun(id, file) : bulk.issue(id, file, caller.userId());
        return report.orElseThrow(
                () -> new ApiProblem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no campaign with this id."));
    }

    /** What was meant to be a trial must not give vouchers away. */
    private static void refuseMisspeltDryRun(Map<String, String[]> parameters) {
        var violations = new ArrayList<FieldViolation>();
        parameters.forEach((name, values) -> {
            if (!name.equals("dryRun")) {
                violations.add(new FieldViolation(name, "UNKNOWN_FIELD", "There is no such parameter; dryRun is."));
            } else if (values.length != 1 || values[0].isEmpty()) {
                violations.add(new FieldViolation(name, "ONE_OF", "Must be true or false, given once."));
            }
        });
        if (!violations.isEmpty()) {
            throw ApiProblem.invalid(violations);
        }
    }

    @PostMapping("/vouchers/{id}/revoke")
    View revoke(@PathVariable long id, @RequestBody RevocationForm form, @AuthenticationPrincipal Caller caller) {
        return switch (revocations.revoke(id, caller.userId(), form.validReason())) {
            case Revocations.Outcome.Revoked(), Revocations.Outcome.AlreadyRevoked() -> view(id);
            case Revocations.Outcome.AlreadyUsed() -> throw used();
            case Revocations.Outcome.NoSuchVoucher() -> throw noSuchVoucher();
        };
    }

    @PostMapping("/vouchers/{id}/extend")
    View extend(@PathVariable long id, @RequestBody ExtensionForm form, @AuthenticationPrincipal Caller caller) {
        return switch (extensions.extend(id, caller.userId(), form.validEnd(clock.instant()))) {
            case Extensions.Outcome.Extended(), Extensions.Outcome.AlreadyExtended() -> view(id);
            case Extensions.Outcome.EndsLater(var end) ->
                throw new ApiProblem(
                        HttpStatus.CONFLICT,
                        "VOUCHER_ENDS_LATER",
                        "The voucher ends at %s; an extension cannot shorten it.".formatted(end));
            case Extensions.Outcome.AlreadyUsed() -> throw used();
            case Extensions.Outcome.AlreadyRevoked() ->
                throw new ApiProblem(HttpStatus.GONE, "VOUCHER_REVOKED", "The voucher was revoked.");
            case Extensions.Outcome.NoSuchVoucher() -> throw noSuchVoucher();
        };
    }

    private static ApiProblem used() {
        return new ApiProblem(
                HttpStatus.CONFLICT, "VOUCHER_USED", "A voucher that was used can be neither revoked nor extended.");
    }

    private static ApiProblem noSuchVoucher() {
        return new ApiProblem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no voucher with this id.");
    }

    private View view(long voucher) {
        return jdbc.sql("""
                        SELECT campaign_id, slot, generation, user_id, expires_at, revoked_at
                          FROM vouchers WHERE id = :id
                        """)
                .param("id", voucher)
                .query((row, n) -> new View(
                        voucher,
                        row.getLong("campaign_id"),
                        row.getInt("slot"),
                        row.getInt("generation"),
                        row.getLong("user_id"),
                        instant(row, "expires_at"),
                        instantOrNull(row, "revoked_at")))
                .single();
    }

    /** A voucher after the change. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            long id,
            long campaignId,
            int slot,
            int generation,
            long userId,
            Instant expiresAt,
            @Nullable Instant revokedAt) {}

    /** @param reason for the owner of the campaign to remember; names nobody */
    record RevocationForm(@Nullable String reason) {

        String validReason() {
            if (reason == null || reason.isBlank()) {
                throw ApiProblem.invalid("reason", "REQUIRED", "The field is required.");
            }
            if (reason.codePointCount(0, reason.length()) > LONGEST_REASON) {
                throw ApiProblem.invalid(
                        "reason", "MAX_LENGTH", "Must have at most %d characters.".formatted(LONGEST_REASON));
            }
            if (!Violations.isPlain(reason)) {
                throw ApiProblem.invalid("reason", "FORMAT", "Must have no control characters.");
            }
            return reason.strip();
        }
    }

    record ExtensionForm(@Nullable Instant expiresAt) {

        /** In whole microseconds, as the ledger keeps it. */
        Instant validEnd(Instant now) {
            if (expiresAt == null) {
                throw ApiProblem.invalid("expiresAt", "REQUIRED", "The field is required.");
            }
            if (!expiresAt.isAfter(now)) {
                throw ApiProblem.invalid("expiresAt", "FUTURE", "Must be later than now.");
            }
            if (expiresAt.isAfter(END_OF_TIME)) {
                throw ApiProblem.invalid("expiresAt", "MAX", "Must be before the year 9999.");
            }
            return expiresAt.truncatedTo(ChronoUnit.MICROS);
        }
    }
}
