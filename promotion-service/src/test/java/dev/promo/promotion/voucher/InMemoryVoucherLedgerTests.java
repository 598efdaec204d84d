package dev.promo.promotion.voucher;

import dev.promo.promotion.campaign.Window;
import java.util.List;

class InMemoryVoucherLedgerTests extends VoucherLedgerContract {

    private final InMemoryVoucherLedger ledger = new InMemoryVoucherLedger();

    @Override
    VoucherLedger ledger() {
        return ledger;
    }

    @Override
    long campaign(int totalVouchers) {
        return ledger.addCampaign(totalVouchers, new Window(START, END));
    }

    @Override
    List<Long> winners(long campaign) {
        return ledger.winners(campaign);
    }
}
