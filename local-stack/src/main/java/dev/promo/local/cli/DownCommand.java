package dev.promo.local.cli;

import dev.promo.local.stack.RunFolder;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops what {@code up} started, from another terminal, or after {@code up} was killed. */
@Command(name = "down", description = "Stops everything that up started, also what was left when up was killed.")
final class DownCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Promo promo;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DownCommand(Promo promo) {
        this.promo = promo;
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var runFolder = promo.runFolder();
        var supervisor = runFolder.supervisor();
        if (supervisor.isPresent()) {
            out.println("Stopping everything …");
            out.flush();
            supervisor.get().destroy();
            if (!RunFolder.ended(supervisor.get(), LIMIT)) {
                supervisor.get().destroyForcibly();
                RunFolder.ended(supervisor.get(), LIMIT);
            }
        }
        var leftovers = runFolder.endLeftovers();
        if (!leftovers.isEmpty()) {
            out.println("Ended what was left of a run that was killed: " + String.join(", ", leftovers));
        } else if (supervisor.isEmpty()) {
            out.println("Nothing is running.");
            return 0;
        }
        out.println("Everything has stopped.");
        return 0;
    }
}
