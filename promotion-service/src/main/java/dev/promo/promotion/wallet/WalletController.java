package dev.promo.promotion.wallet;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.token.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A person's own home page and vouchers; whose they are is decided by the token alone. */
@RestController
class WalletController {

    private final Wallet wallet;

    WalletController(Wallet wallet) {
        this.wallet = wallet;
    }

    @GetMapping({"/api/v1/home", "/homepage"})
    Home home(@AuthenticationPrincipal Caller caller) {
        return wallet.home(caller.userId(), caller.fullName());
    }

    @GetMapping("/api/v1/vouchers")
    Vouchers vouchers(@AuthenticationPrincipal Caller caller, @RequestParam @Nullable String status) {
        return new Vouchers(wallet.vouchers(caller.userId(), status == null ? null : parse(status)));
    }

    private static VoucherStatus parse(String status) {
        return VoucherStatus.named(status)
                .orElseThrow(() -> ApiProblem.invalid("status", "ONE_OF", "must be active, used or expired"));
    }

    /** An object and not a bare list, so that fields can be added. */
    record Vouchers(List<OwnedVoucher> vouchers) {}
}
