package dev.promo.local.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Brings dead letters back to the queue; without {@code --apply} it says only what would happen. */
@Command(
        name = "redrive",
        description = {
            "Sends dead letters back to the queue, corrected if need be. A dry run unless --apply is said.",
            "Exit code 0 if all of them can be brought back, 1 if some cannot, 2 if nobody answers."
        })
final class DeadLetterRedriveCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> AS_ASKED = Set.of("redriven", "would_redrive");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final AdminAccess access;

    @ArgGroup(multiplicity = "1")
    private DeadLetterChoice choice = new DeadLetterChoice();

    @Option(
            names = "--correction",
            paramLabel = "FILE",
            description = {
                "JSON: a JSON patch (RFC 6902) of the value, or",
                "{\"patch\": [...], \"headers\": {\"ce_specversion\": \"1.0\"}}"
            })
    private @Nullable Path correction;

    @Option(names = "--apply", description = "Do it")
    private boolean apply;

    @Option(names = "--note", paramLabel = "TEXT", description = "For whoever reads the letters' history")
    private @Nullable String note;

    @Option(names = "--json", description = "Say it as JSON")
    private boolean json;

    DeadLetterRedriveCommand(Promo promo) {
        access = new AdminAccess(promo);
    }

    @Override
    public Integer call() throws Exception {
        var body = new HashMap<String, Object>(Map.of("dryRun", !apply));
        if (correction != null) {
            body.put("correction", read(correction));
        }
        if (note != null) {
            body.put("note", note);
        }
        return access.visitAsAdmin(admin -> {
            var ids = choice.ids(new DeadLetterDesk(admin));
            var rows = DeadLetterDesk.inPieces(ids, piece -> {
                body.put("ids", piece);
                return admin.ask("POST", DeadLetterDesk.PATH + "/redrives", body)
                        .json()
                        .at("/letters");
            });
            show(rows);
            return rows.stream()
                            .allMatch(
                                    row -> AS_ASKED.contains(row.at("/outcome").asString()))
                    ? 0
                    : 1;
        });
    }

    private JsonNode read(Path file) throws IOException {
        try {
            var read = JSON.readTree(Files.readAllBytes(file));
            return read.isArray() ? JSON.createObjectNode().set("patch", read) : read;
        } catch (JacksonException notJson) {
            throw new ParameterException(spec.commandLine(), "There is no JSON in " + file);
        } catch (NoSuchFileException _) {
            throw new ParameterException(spec.commandLine(), "There is no file " + file);
        }
    }

    private void show(List<JsonNode> rows) {
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(Map.of("dryRun", !apply, "letters", rows)));
            return;
        }
        for (var row : rows) {
            out.println("%8s  %-18s %s"
                    .formatted(row.at("/id").asString(), row.at("/outcome").asString(), why(row))
                    .stripTrailing());
        }
        var good = rows.stream()
                .filter(row -> AS_ASKED.contains(row.at("/outcome").asString()))
                .count();
        out.println(
                apply
                        ? "%d of %d dead letters are back in the queue.".formatted(good, rows.size())
                        : "%d of %d dead letters can be brought back so; nothing was done, --apply does it."
                                .formatted(good, rows.size()));
    }

    private static String why(JsonNode row) {
        var why = new StringBuilder(row.at("/reason").asString(""));
        row.at("/errors")
                .forEach(error -> why.append(why.isEmpty() ? "" : ", ")
                        .append(error.at("/field").asString())
                        .append(' ')
                        .append(error.at("/rule").asString()));
        return why.toString();
    }
}
