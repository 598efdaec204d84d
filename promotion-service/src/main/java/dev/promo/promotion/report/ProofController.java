package dev.promo.promotion.report;

import dev.promo.promotion.csv.CsvWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Lets anybody who is logged in check that a campaign kept its word. */
@RestController
@RequestMapping("/api/v1/campaigns/{id}/proof")
class ProofController {

    private final Proofs proofs;
    private final HashChain chain;
    private final LedgerCounts counts;

    ProofController(Proofs proofs, HashChain chain, LedgerCounts counts) {
        this.proofs = proofs;
        this.chain = chain;
        this.counts = counts;
    }

    @GetMapping
    QuotaProof proof(@PathVariable long id) {
        return proofs.of(id).orElseThrow(LedgerCounts::noSuchCampaign);
    }

    /** Names nobody: whoever knows their own receipt finds their leaf in it. */
    @GetMapping("/chain")
    void chain(@PathVariable long id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var file = "campaign-%d-chain.csv".formatted(id);
        counts.require(id);
        if (Downloads.describesOnly(request, response, file)) {
            return;
        }
        Downloads.csv(response, file, csv -> {
            csv.line("number", "slot", "generation", "partition", "offset", "leaf", "hash");
            chain.links(id, link -> write(link, csv));
        });
    }

    private static void write(ChainLink link, CsvWriter csv) {
        csv.line(
                link.number(),
                link.slot(),
                link.generation(),
                link.partition(),
                link.offset(),
                link.leaf(),
                link.hash());
    }
}
