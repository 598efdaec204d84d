package dev.promo.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Shows one dead letter, with the record and what was done to it. */
@Command(name = "show", description = "Shows a dead letter: the record as it came, and what was done to it.")
final class DeadLetterShowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final AdminAccess access;

    @Parameters(paramLabel = "ID", description = "The number of the letter, as dlt list shows it")
    private long id;

    @Option(names = "--json", description = "Say it as JSON")
    private boolean json;

    DeadLetterShowCommand(Promo promo) {
        access = new AdminAccess(promo);
    }

    @Override
    public Integer call() throws Exception {
        return access.visitAsAdmin(admin -> {
            var answer = admin.ask("GET", DeadLetterDesk.PATH + "/" + id, null);
            if (json) {
                spec.commandLine().getOut().println(answer.body());
            } else {
                show(answer.json());
            }
            return 0;
        });
    }

    private void show(JsonNode letter) {
        for (var field : letter.properties()) {
            if (field.getValue().isValueNode()) {
                line(field.getKey(), field.getValue().asString());
            }
        }
        var from = letter.at("/original");
        if (from.isObject()) {
            line(
                    "original",
                    from.at("/topic").asString() + "-" + from.at("/partition").asString() + "@"
                            + from.at("/offset").asString() + " of "
                            + from.at("/timestamp").asString());
        }
        line("key", content(letter.at("/key")));
        for (var header : letter.at("/headers")) {
            line("header " + header.at("/name").asString(), content(header.at("/value")));
        }
        line("value", content(letter.at("/value")));
        for (var entry : letter.at("/history")) {
            line(
                    entry.at("/when").asString(),
                    entry.at("/action").asString() + " by "
                            + (entry.has("who") ? "user " + entry.at("/who").asString() : "itself")
                            + (entry.has("note") ? ": " + entry.at("/note").asString() : ""));
        }
    }

    /** A record's text may be made to move the cursor about. */
    private void line(String name, String text) {
        spec.commandLine()
                .getOut()
                .println("%-32s %s".formatted(name, text).replaceAll("[\\p{Cc}&&[^\\n\\t]]", "\uFFFD"));
    }

    private static String content(JsonNode bytes) {
        if (!bytes.isObject()) {
            return "(none)";
        }
        return bytes.has("text")
                ? bytes.at("/text").asString()
                : "base64 " + bytes.at("/base64").asString();
    }
}
