package dev.promo.local.cli;

import dev.promo.local.demo.Answer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Watches a replay to its end and prints what came of it. */
final class ReplayWatch {

    static final String PATH = "/api/v1/admin/replays";

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int BAR = 30;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--json", description = "Print the replay as the system tells it, and no progress")
    private boolean json;

    @Option(names = "--detach", description = "Do not wait for its end; --follow NUMBER of ./promo replay does later")
    private boolean detach;

    /** Says 0 if the ledger is what the log says, or was made so. */
    int follow(AdminAccess.Admin admin, long number) throws InterruptedException {
        var out = command.commandLine().getOut();
        if (detach) {
            out.println("Replay " + number + " has begun.");
            return 0;
        }
        if (!json) {
            out.println(
                    "Replay %1$d goes on whoever watches: ./promo replay --follow %1$d does so, --cancel %1$d calls it off."
                            .formatted(number));
            out.flush();
        }
        var began = System.nanoTime();
        @Nullable Answer first = null;
        while (true) {
            var replay = admin.ask("GET", PATH + "/" + number, null);
            first = first == null ? replay : first;
            if (!isOpen(replay)) {
                return show(replay);
            }
            if (!json) {
                progress(replay, first, began, out);
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private static boolean isOpen(Answer replay) {
        return replay.text("/state").equals("QUEUED") || replay.text("/state").equals("RUNNING");
    }

    private static void progress(Answer replay, Answer first, long began, PrintWriter out) {
        var all = replay.json().at("/recordsAll").asLong(0);
        var done = replay.json().at("/recordsDone").asLong(0);
        if (all == 0) {
            return;
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        var rate = (done - first.json().at("/recordsDone").asLong(0)) / Math.max(seconds, 0.001);
        var filled = (int) Math.min(BAR, BAR * done / all);
        out.printf(
                "[%s%s] %d of %d records, %.0f/s, %s%n",
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                done,
                all,
                rate,
                done == all ? "comparing" : rate > 0 ? "%.0f s left".formatted((all - done) / rate) : "waiting");
        out.flush();
    }

    /** Prints a replay that is over. */
    int show(Answer replay) {
        var out = command.commandLine().getOut();
        if (json) {
            out.println(replay.json().toPrettyString());
        } else {
            table(replay.json(), out);
        }
        out.flush();
        var isFine = replay.text("/state").equals("DONE")
                && (replay.json().at("/report/equal").asBoolean(false)
                        || replay.json().has("appliesReport"));
        return isFine ? 0 : 1;
    }

    private static void table(JsonNode replay, PrintWriter out) {
        var number = replay.at("/id").asLong(0);
        var report = replay.at("/report");
        if (report.isMissingNode()) {
            out.println(("Replay " + number + " is " + replay.at("/state").asString("") + ". "
                            + replay.at("/trouble").asString(""))
                    .strip());
            return;
        }
        out.printf(
                "Replay %d: %d records, %d first logins, %d told again, %d malformed, %d never decided on%n",
                number,
                report.at("/records").asLong(0),
                report.at("/firstLogins").asLong(0),
                report.at("/repeated").asLong(0),
                report.at("/malformed").asLong(0),
                report.at("/undecided").asLong(0));
        for (var cut : report.at("/cutOff")) {
            out.printf(
                    "  partition %s: offsets %s to %s are not kept any more; there the ledger is believed%n",
                    cut.at("/partition"), cut.at("/from"), cut.at("/to"));
        }
        campaigns(report, out);
        examples(report, out);
        out.println("  ledger before " + report.at("/ledgerBefore").asString(""));
        out.println("  ledger after  " + report.at("/ledgerAfter").asString(""));
        out.println("  rebuilt       " + report.at("/rebuilt").asString(""));
        out.println(verdict(replay, number));
    }

    private static void campaigns(JsonNode report, PrintWriter out) {
        out.printf(
                "%n  %-10s %12s %14s %10s %13s %9s%n",
                "campaign", "would issue", "already issued", "sold out", "not eligible", "differs");
        for (var campaign : report.at("/campaigns")) {
            out.printf(
                    "  %-10s %12s %14s %10s %13s %9s%n",
                    campaign.at("/campaignId"),
                    campaign.at("/wouldIssue"),
                    campaign.at("/alreadyIssued"),
                    campaign.at("/soldOut"),
                    campaign.at("/notEligible"),
                    campaign.at("/differs"));
        }
        out.println();
    }

    private static void examples(JsonNode report, PrintWriter out) {
        for (var difference : report.at("/differences").properties()) {
            out.printf("  %s: %s%n", difference.getKey(), difference.getValue());
            for (var example : report.at("/examples")) {
                if (example.at("/kind").asString("").equals(difference.getKey())) {
                    out.printf(
                            "    %s%s ledger: %s, log: %s%n",
                            example.has("campaignId") ? "campaign " + example.at("/campaignId") + " " : "",
                            example.has("userId") ? "user " + example.at("/userId") + " " : "",
                            example.at("/ledger").asString("nothing"),
                            example.at("/log").asString("nothing"));
                }
            }
        }
        for (var malformed : report.at("/malformedExamples")) {
            out.printf(
                    "  malformed %s@%s: %s%n",
                    malformed.at("/partition"),
                    malformed.at("/offset"),
                    malformed.at("/reason").asString(""));
        }
    }

    private static String verdict(JsonNode replay, long number) {
        if (!replay.at("/state").asString("").equals("DONE")) {
            return "Nothing was done: " + replay.at("/trouble").asString("");
        }
        var applied = replay.at("/report/applied");
        if (!applied.isMissingNode()) {
            var repaired = applied.at("/repaired").properties().stream()
                    .map(kind -> kind.getKey() + " " + kind.getValue())
                    .collect(Collectors.joining(", "));
            return "Applied: %s; %s first logins decided on."
                    .formatted(repaired.isEmpty() ? "no row had to change" : repaired, applied.at("/decided"));
        }
        var report = replay.at("/report");
        if (report.at("/equal").asBoolean(false)) {
            return report.at("/records").asLong(0) == 0
                    ? "There is no record in the range: nothing was looked at."
                    : "The ledger is what the log says.";
        }
        return "The ledger is NOT what the log says. " + whatToDo(report, number);
    }

    private static String whatToDo(JsonNode report, long number) {
        if (report.at("/differences").has("PLACE_DISPUTED")) {
            return "Nothing tells for sure which places some first logins had: settle by hand what is in dispute"
                    + " (docs/replay.md, Places in dispute), and replay again.";
        }
        var inUse = report.at("/differences").has("VOUCHER_EXTRA_IN_USE")
                || report.at("/differences").has("VOUCHER_DIFFERS_IN_USE");
        return "./promo replay --apply " + number + " makes it so"
                + (inUse ? ", but for vouchers that were used or are held." : ".");
    }
}
