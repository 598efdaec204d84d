package dev.promo.local.cli;

import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has the ledger computed from nothing but the log and the steps of its owners, and compared row by row. */
@Command(
        name = "rebuild",
        description = {
            "Computes the ledger again from the first record on, into a scratch schema, and compares it row by row.",
            "Changes nothing; what it finds is put right by ./promo replay --apply NUMBER.",
            "Exit code 0 if they are equal, 1 if not or if the system refused, 2 if nobody answers."
        })
final class RebuildCommand implements Callable<Integer> {

    @Mixin
    private final AdminAccess access;

    @Mixin
    private final ReplayWatch watch = new ReplayWatch();

    @Option(names = "--campaign", paramLabel = "ID", description = "Report on this campaign's vouchers alone")
    private @Nullable Long campaign;

    @Option(names = "--rate", paramLabel = "N", description = "Read at most so many records a second")
    private @Nullable Integer rate;

    RebuildCommand(Promo promo) {
        access = new AdminAccess(promo);
    }

    @Option(names = "--verify", required = true, description = "Says that comparing is all that is wanted")
    void verify(boolean wanted) {
        // it is all that there is
    }

    @Override
    public Integer call() throws Exception {
        return access.visitAsAdmin(admin -> {
            var request = new LinkedHashMap<String, Object>();
            request.put("kind", "REBUILD");
            if (campaign != null) {
                request.put("campaignId", campaign);
            }
            if (rate != null) {
                request.put("recordsPerSecond", rate);
            }
            var begun = admin.ask("POST", ReplayWatch.PATH, request);
            return watch.follow(admin, begun.json().at("/id").longValue());
        });
    }
}
