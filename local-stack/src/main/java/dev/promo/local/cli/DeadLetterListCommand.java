package dev.promo.local.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows what lies on the dead-letter desk; nothing of what the records say. */
@Command(name = "list", description = "Lists dead letters, oldest first.")
final class DeadLetterListCommand implements Callable<Integer> {

    private static final String ROW = "%8s  %-9s %5s  %-14s %-24s  %s";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final AdminAccess access;

    @Option(names = "--state", paramLabel = "STATE", description = "waiting, redriven or parked; else all")
    private @Nullable String state;

    @Option(names = "--reason", paramLabel = "CODE", description = "Only those with this reason")
    private @Nullable String reason;

    @Option(names = "--json", description = "Say it as JSON")
    private boolean json;

    DeadLetterListCommand(Promo promo) {
        access = new AdminAccess(promo);
    }

    @Override
    public Integer call() throws Exception {
        return access.visitAsAdmin(admin -> {
            var out = spec.commandLine().getOut();
            var letters = new DeadLetterDesk(admin).list(state, reason);
            if (json) {
                out.println(JsonMapper.shared().writeValueAsString(letters));
            } else if (letters.isEmpty()) {
                out.println("There are no such dead letters.");
            } else {
                out.println(ROW.formatted("id", "state", "tries", "from", "reason", "cause"));
                letters.forEach(letter -> out.println(row(letter)));
            }
            return 0;
        });
    }

    private static String row(JsonNode letter) {
        var from = letter.at("/original");
        return ROW.formatted(
                letter.at("/id").asString(),
                letter.at("/state").asString(),
                letter.at("/attempts").asString(),
                from.isMissingNode()
                        ? "?"
                        : from.at("/partition").asString() + "@"
                                + from.at("/offset").asString(),
                letter.at("/reason").asString(),
                letter.at("/cause").asString()
                        + (letter.has("leftOut")
                                ? " Left out: " + letter.at("/leftOut").asString() + "."
                                : ""));
    }
}
