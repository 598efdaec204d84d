package dev.promo.promotion.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.token.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A person's own home page, vouchers and decisions; whose they are is decided by the token alone. */
@RestController
class WalletController {

    private final Wallet wallet;
    private final PatientHome patientHome;

    WalletController(Wallet wallet, PatientHome patientHome) {
        this.wallet = wallet;
        this.patientHome = patientHome;
    }

    @GetMapping({"/api/v1/home", "/homepage"})
    ResponseEntity<Home> home(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Prefer", required = false) @Nullable List<String> preferences) {
        var wait = WaitPreference.among(preferences == null ? List.of() : preferences);
        if (wait.isEmpty()) {
            return ResponseEntity.ok(wallet.home(caller));
        }
        var answer = patientHome.home(caller, wait.get());
        var response = ResponseEntity.ok();
        return (answer.waited()
                        ? response.header("Preference-Applied", wait.get().applied())
                        : response)
                .body(answer.home());
    }

    @GetMapping("/api/v1/vouchers")
    Vouchers vouchers(
            @AuthenticationPrincipal Caller caller,
            @RequestParam @Nullable String status,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        var page = PageRequest.of(limit, cursor);
        return Vouchers.of(wallet.vouchers(caller.userId(), status == null ? null : parse(status), page));
    }

    /** Somebody else's voucher is answered like one that does not exist: numbers tell nothing. */
    @GetMapping("/api/v1/vouchers/{id}")
    VoucherHistory voucher(@AuthenticationPrincipal Caller caller, @PathVariable long id) {
        return wallet.voucher(caller.userId(), id)
                .orElseThrow(() ->
                        new ApiProblem(HttpStatus.NOT_FOUND, "NOT_FOUND", "You have no voucher with this number."));
    }

    @GetMapping("/api/v1/promotions")
    Promotions promotions(@AuthenticationPrincipal Caller caller) {
        return new Promotions(wallet.promotions(caller));
    }

    private static VoucherStatus parse(String status) {
        return VoucherStatus.named(status)
                .orElseThrow(() -> ApiProblem.invalid("status", "ONE_OF", "must be active, used, expired or revoked"));
    }

    /** A page that names its items as clients know them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Vouchers(List<OwnedVoucher> vouchers, @Nullable String nextCursor) {

        static Vouchers of(Page<OwnedVoucher> page) {
            return new Vouchers(page.items(), page.nextCursor());
        }
    }

    /** An object and not a bare list, so that fields can be added. */
    record Promotions(List<Receipt> promotions) {}
}
