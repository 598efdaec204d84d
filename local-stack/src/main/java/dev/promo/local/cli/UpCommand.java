package dev.promo.local.cli;

import dev.promo.local.stack.LocalRun;
import dev.promo.local.stack.PortPlan;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackPort;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** Starts everything, waits until it is ready, restarts what dies, and stops all of it at Ctrl-C. */
@Command(
        name = "up",
        description = {
            "Starts everything, waits until it is ready and follows until Ctrl-C, which stops all of it again.",
            "What dies meanwhile is started again, up to five times with growing pauses."
        })
final class UpCommand implements Callable<Integer> {

    private final Promo promo;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private static final String CREDENTIAL_LIMIT = "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_";

    private UpCommand(Promo promo) {
        this.promo = promo;
    }

    /** The command with an option for every port. */
    static CommandLine specified(Promo promo) {
        var line = new CommandLine(new UpCommand(promo));
        for (var port : StackPort.values()) {
            line.getCommandSpec()
                    .addOption(OptionSpec.builder(port.option())
                            .paramLabel("PORT")
                            .type(int.class)
                            .defaultValue("${env:" + port.variable() + ":-" + port.usual() + "}")
                            .description("For " + port.user() + "; or " + port.variable() + " (" + port.usual() + ")")
                            .build());
        }
        return line;
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var error = spec.commandLine().getErr();
        var runFolder = promo.runFolder();
        if (!runFolder.take()) {
            error.println("promo: it is up already"
                    + runFolder
                            .supervisor()
                            .map(by -> " (process " + by.pid() + ")")
                            .orElse("")
                    + "; see ./promo status, or stop it with ./promo down");
            return 1;
        }
        var leftovers = runFolder.endLeftovers();
        if (!leftovers.isEmpty()) {
            out.println("An earlier run was killed; ended what it had left: " + String.join(", ", leftovers));
        }
        var ports = PortPlan.of(port -> spec.findOption(port.option()).<Integer>getValue());
        var objections = ports.objections();
        if (!objections.isEmpty()) {
            objections.forEach(objection -> error.println("promo: " + objection));
            return 1;
        }
        runFolder.note(ports);
        var progress = new Progress(out);
        var design = StackDesign.in(promo.folder(), ports);
        if (System.getenv().keySet().stream().noneMatch(name -> name.startsWith(CREDENTIAL_LIMIT))) {
            design = design.withEverybodyAtOneAddress(Runtime.getRuntime().availableProcessors());
        }
        return follow(new LocalRun(promo.home(), design, runFolder, progress, progress::say), design, out);
    }

    private static int follow(LocalRun run, StackDesign design, PrintWriter out) throws Exception {
        // A hook and not a signal handler: whatever ends this JVM in an orderly way must stop the rest in order as
        // well.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(run::close));
        run.start();
        Welcome.lines(design.ports(), design.secretsFile()).forEach(out::println);
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }
}
