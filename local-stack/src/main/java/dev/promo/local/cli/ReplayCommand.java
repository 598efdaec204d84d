package dev.promo.local.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the running system what part of its log would do to the ledger, and has it done. */
@Command(
        name = "replay",
        description = {
            "Decides part of the topic auth.first-login again, on a shadow of the ledger, and reports what it would change.",
            "Changes nothing, unless --apply names the report of a dry run: then exactly that is done, or nothing.",
            "Exit code 0 if the ledger is what the log says, 1 if not or if the system refused, 2 if nobody answers."
        })
final class ReplayCommand implements Callable<Integer> {

    @Mixin
    private final AdminAccess access;

    @Mixin
    private final ReplayWatch watch = new ReplayWatch();

    @Option(
            names = "--from-offset",
            paramLabel = "N",
            description = "The first record; where nothing is said, that of the topic")
    private @Nullable Long fromOffset;

    @Option(names = "--to-offset", paramLabel = "N", description = "The first record that is not looked at any more")
    private @Nullable Long toOffset;

    @Option(
            names = "--from-time",
            paramLabel = "TIME",
            description = "The same by time, such as 2026-03-01T00:00:00+07:00")
    private @Nullable String fromTime;

    @Option(names = "--to-time", paramLabel = "TIME", description = "The same by time")
    private @Nullable String toTime;

    @Option(names = "--partition", paramLabel = "N", description = "Only this one, where the topic has several")
    private @Nullable Integer partition;

    @Option(names = "--user", paramLabel = "ID", description = "Report on this person alone")
    private @Nullable Long user;

    @Option(names = "--campaign", paramLabel = "ID", description = "Report on this campaign's vouchers alone")
    private @Nullable Long campaign;

    @Option(names = "--rate", paramLabel = "N", description = "Read at most so many records a second")
    private @Nullable Integer rate;

    @Option(names = "--apply", paramLabel = "REPORT", description = "Do what the report of this number says")
    private @Nullable Long apply;

    @Option(names = "--follow", paramLabel = "NUMBER", description = "Watch a replay that was begun before")
    private @Nullable Long follow;

    @Option(names = "--cancel", paramLabel = "NUMBER", description = "Call a replay off")
    private @Nullable Long cancel;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ReplayCommand(Promo promo) {
        access = new AdminAccess(promo);
    }

    @Override
    public Integer call() throws Exception {
        if ((apply != null || follow != null || cancel != null) && !request().isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--apply, --follow and --cancel take all of a replay: no range and no filter goes with them.");
        }
        if (Stream.of(apply, follow, cancel).filter(Objects::nonNull).count() > 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Only one of --apply, --follow and --cancel at a time.");
        }
        return access.visitAsAdmin(admin -> {
            if (cancel != null) {
                admin.ask("POST", ReplayWatch.PATH + "/" + cancel + "/cancel", null);
                spec.commandLine().getOut().println("Replay " + cancel + " is cancelled.");
                return 0;
            }
            if (follow != null) {
                return watch.follow(admin, follow);
            }
            var begun = apply != null
                    ? admin.ask("POST", ReplayWatch.PATH + "/" + apply + "/apply", null)
                    : admin.ask("POST", ReplayWatch.PATH, request());
            return watch.follow(admin, begun.json().at("/id").longValue());
        });
    }

    private Map<String, Object> request() {
        var request = new LinkedHashMap<String, Object>();
        put(request, "partition", partition);
        put(request, "fromOffset", fromOffset);
        put(request, "toOffset", toOffset);
        put(request, "fromTime", fromTime);
        put(request, "toTime", toTime);
        put(request, "userId", user);
        put(request, "campaignId", campaign);
        put(request, "recordsPerSecond", rate);
        return request;
    }

    private static void put(Map<String, Object> request, String name, @Nullable Object value) {
        if (value != null) {
            request.put(name, value);
        }
    }
}
