package dev.promo.local.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Puts dead letters away that nobody will bring back. */
@Command(
        name = "park",
        description = {
            "Parks dead letters: they are kept, and no redrive touches them. A dry run unless --apply is said.",
            "Exit code 0 if all of them are parked or would be, 1 if some cannot, 2 if nobody answers."
        })
final class DeadLetterParkCommand implements Callable<Integer> {

    private static final Set<String> AS_ASKED = Set.of("parked", "already_parked");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final AdminAccess access;

    @ArgGroup(multiplicity = "1")
    private DeadLetterChoice choice = new DeadLetterChoice();

    @Option(names = "--note", paramLabel = "TEXT", required = true, description = "Why; the letters' history has it")
    private String note = "";

    @Option(names = "--apply", description = "Do it")
    private boolean apply;

    @Option(names = "--json", description = "Say it as JSON")
    private boolean json;

    DeadLetterParkCommand(Promo promo) {
        access = new AdminAccess(promo);
    }

    @Override
    public Integer call() throws Exception {
        return access.visitAsAdmin(admin -> {
            var out = spec.commandLine().getOut();
            var ids = choice.ids(new DeadLetterDesk(admin));
            if (!apply) {
                out.println(
                        json
                                ? JsonMapper.shared().writeValueAsString(Map.of("dryRun", true, "ids", ids))
                                : "%d dead letters would be parked; nothing was done, --apply does it."
                                        .formatted(ids.size()));
                return 0;
            }
            var rows = DeadLetterDesk.inPieces(
                    ids,
                    piece -> admin.ask("POST", DeadLetterDesk.PATH + "/park", Map.of("ids", piece, "note", note))
                            .json()
                            .at("/letters"));
            show(rows);
            return rows.stream()
                            .allMatch(
                                    row -> AS_ASKED.contains(row.at("/outcome").asString()))
                    ? 0
                    : 1;
        });
    }

    private void show(List<JsonNode> rows) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(Map.of("dryRun", false, "letters", rows)));
            return;
        }
        rows.forEach(row -> out.println(
                "%8s  %s".formatted(row.at("/id").asString(), row.at("/outcome").asString())));
    }
}
