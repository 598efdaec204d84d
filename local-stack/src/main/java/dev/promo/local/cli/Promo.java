package dev.promo.local.cli;

import dev.promo.local.ProjectHome;
import dev.promo.local.process.StartFailure;
import dev.promo.local.stack.RunFolder;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The {@code promo} command: the whole system on this machine.
 *
 * <p>Exit codes: 0 as asked, 1 not so (the sentence says why), 2 wrong usage or nobody to talk to.
 */
@Command(
        name = "promo",
        description =
                "The whole promotion system on this machine: a real MariaDB, a real Kafka and the three services.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Everything it keeps lies in .promo/ of the project; every port is bound to 127.0.0.1.",
            "./promo bench, a program of its own, measures what the project claims."
        })
public final class Promo {

    private final ProjectHome home;

    Promo(ProjectHome home) {
        this.home = home;
    }

    static void main(String[] arguments) {
        System.setProperty(
                "slf4j.internal.verbosity", "ERROR"); // the Kafka client misses a logger that nobody needs here
        System.exit(commandLine(ProjectHome.find()).execute(arguments));
    }

    static CommandLine commandLine(ProjectHome home) {
        var promo = new Promo(home);
        var line = new CommandLine(promo);
        line.addSubcommand(UpCommand.specified(promo));
        line.addSubcommand(new DownCommand(promo));
        line.addSubcommand(new StatusCommand(promo));
        line.addSubcommand(new LogsCommand(promo));
        line.addSubcommand(new ResetCommand(promo));
        line.addSubcommand(new DemoCommand(promo));
        line.addSubcommand(new RotateKeysCommand(promo));
        line.addSubcommand(new ReplayCommand(promo));
        line.addSubcommand(new RebuildCommand(promo));
        line.addSubcommand(DeadLetterCommand.specified(promo));
        line.addSubcommand(new CommandLine(new EventsCommand()).addSubcommand(new EventsTailCommand(promo)));
        explainItself(line);
        line.addSubcommand(new CommandLine.HelpCommand());
        line.setUsageHelpWidth(110);
        line.setExecutionExceptionHandler((failure, failed, _) -> {
            failed.getErr().println("promo: " + sentence(failure));
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line;
    }

    /** And whatever it has below it. */
    private static void explainItself(CommandLine command) {
        command.getSubcommands().values().forEach(Promo::explainItself);
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help")
                        .build());
    }

    ProjectHome home() {
        return home;
    }

    /** Where the stack keeps everything. */
    Path folder() {
        return home.root().resolve(".promo");
    }

    /** The stack that runs or ran last in this checkout, to look at; empty if none ever did. */
    Optional<Stack> lastStack() throws IOException {
        if (!Files.isDirectory(folder().resolve("run"))) {
            return Optional.empty();
        }
        var design = StackDesign.in(folder(), runFolder().ports());
        return Optional.of(new Stack(home, design, StackListener.SILENT));
    }

    RunFolder runFolder() {
        return new RunFolder(folder().resolve("run"));
    }

    static String sentence(Throwable failure) {
        return switch (failure) {
            case StartFailure start -> String.valueOf(start.getMessage());
            case UncheckedIOException file -> String.valueOf(file.getMessage());
            case IOException file -> String.valueOf(file.getMessage());
            case IllegalStateException state -> String.valueOf(state.getMessage());
            default -> failure.toString();
        };
    }
}
