package dev.promo.promotion.report;

import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.promotion.csv.CsvWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What has become of a campaign's vouchers, for its owner. */
@RestController
@RequestMapping("/api/v1/admin/campaigns/{id}")
class LedgerController {

    private static final int EXPORTS_AT_A_TIME = 2; // each holds one of the ten connections for as long as it takes

    private final LiveCounters counters;
    private final LedgerVouchers vouchers;
    private final LedgerCounts counts;
    private final Semaphore exports = new Semaphore(EXPORTS_AT_A_TIME);

    LedgerController(LiveCounters counters, LedgerVouchers vouchers, LedgerCounts counts) {
        this.counters = counters;
        this.vouchers = vouchers;
        this.counts = counts;
    }

    @GetMapping("/counters")
    Counters counters(@PathVariable long id) {
        return counters.of(id).orElseThrow(LedgerCounts::noSuchCampaign);
    }

    @GetMapping("/vouchers")
    Page<LedgerVoucher> vouchers(
            @PathVariable long id,
            @RequestParam @Nullable String status,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        var request = PageRequest.of(limit, cursor);
        var state = status == null ? null : parse(status);
        counts.require(id);
        var after = request.after();
        var found = vouchers.list(id, after == null ? 0 : after, request.toFetch(), state);
        return Page.of(found, request, LedgerVoucher::id);
    }

    @GetMapping("/vouchers.csv")
    void export(@PathVariable long id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var file = "campaign-%d-vouchers.csv".formatted(id);
        counts.require(id);
        if (Downloads.describesOnly(request, response, file)) {
            return;
        }
        if (!exports.tryAcquire()) {
            throw ApiProblem.unavailable(5);
        }
        try {
            Downloads.csv(response, file, csv -> {
                csv.line(
                        "id",
                        "slot",
                        "generation",
                        "userId",
                        "code",
                        "status",
                        "origin",
                        "issuedAt",
                        "expiresAt",
                        "usedAt",
                        "revokedAt",
                        "orderId",
                        "orderAmount",
                        "discountAmount",
                        "currency");
                vouchers.all(id, voucher -> write(voucher, csv));
            });
        } finally {
            exports.release();
        }
    }

    private static void write(LedgerVoucher voucher, CsvWriter csv) {
        var order = voucher.order();
        csv.line(
                voucher.id(),
                voucher.slot(),
                voucher.generation(),
                voucher.userId(),
                voucher.code(),
                voucher.status().onTheWire(),
                voucher.origin(),
                voucher.issuedAt(),
                voucher.expiresAt(),
                voucher.usedAt(),
                voucher.revokedAt(),
                order == null ? null : order.orderId(),
                order == null ? null : order.amount().toPlainString(),
                order == null ? null : order.discount().toPlainString(),
                order == null ? null : order.currency());
    }

    private static VoucherState parse(String status) {
        return VoucherState.named(status)
                .orElseThrow(
                        () -> ApiProblem.invalid("status", "ONE_OF", "must be active, held, used, expired or revoked"));
    }
}
