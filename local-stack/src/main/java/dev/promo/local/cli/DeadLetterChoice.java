package dev.promo.local.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a command is about; exactly one of the options. */
final class DeadLetterChoice {

    @Option(names = "--ids", split = ",", paramLabel = "ID", description = "Those with these numbers")
    private @Nullable List<Long> ids;

    @Option(names = "--reason", paramLabel = "CODE", description = "All that wait with this reason")
    private @Nullable String reason;

    @Option(names = "--all", description = "All that wait")
    private boolean all;

    List<Long> ids(DeadLetterDesk desk) throws InterruptedException {
        return ids != null
                ? ids
                : desk.list("waiting", all ? null : reason).stream()
                        .map(letter -> letter.at("/id").longValue())
                        .toList();
    }
}
