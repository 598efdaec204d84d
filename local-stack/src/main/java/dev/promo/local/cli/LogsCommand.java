package dev.promo.local.cli;

import dev.promo.local.process.Component;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the processes have written, and with {@code -f} what they go on to write. */
@Command(name = "logs", description = "Shows the end of the logs, of everything or of one part.")
final class LogsCommand implements Callable<Integer> {

    private static final long LOOK_AGAIN_MILLIS = 200;

    private final Promo promo;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "PART", description = "mariadb, kafka, auth, promotion or gateway")
    private @Nullable String part;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on showing what is written, until Ctrl-C")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many lines of each to begin with (${DEFAULT-VALUE})")
    private int lines;

    LogsCommand(Promo promo) {
        this.promo = promo;
    }

    @Override
    public Integer call() throws Exception {
        if (lines < 0) {
            throw new ParameterException(spec.commandLine(), "-n takes a number of lines, 0 or more");
        }
        var error = spec.commandLine().getErr();
        var stack = promo.lastStack();
        if (stack.isEmpty()) {
            error.println("promo: there are no logs yet; ./promo up makes some");
            return 1;
        }
        var names = stack.get().components().stream().map(Component::name).toList();
        if (part != null && !names.contains(part)) {
            error.println("promo: there is no " + part + "; it is one of " + String.join(", ", names));
            return 2;
        }
        var logs = new ArrayList<LogTail>();
        for (var component : stack.get().components()) {
            if (part == null || component.name().equals(part)) {
                logs.add(new LogTail(part == null ? "%-9s | ".formatted(component.name()) : "", component.log()));
            }
        }
        for (var log : logs) {
            show(log.last(lines));
        }
        while (follow) {
            Thread.sleep(LOOK_AGAIN_MILLIS);
            for (var log : logs) {
                show(log.news());
            }
        }
        return 0;
    }

    private void show(List<String> news) throws IOException {
        var out = spec.commandLine().getOut();
        news.forEach(out::println);
        out.flush();
        if (out.checkError()) {
            throw new IOException("nobody reads any more");
        }
    }
}
