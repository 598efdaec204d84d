package dev.promo.local.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks after the records of the queue that nobody could read. */
@Command(
        name = "dlt",
        description = {
            "Lists first logins that could not be read, brings them back corrected, or parks them.",
            "Exit code 0 if all went as asked, 1 if not, 2 if nobody answers."
        },
        synopsisSubcommandLabel = "COMMAND")
final class DeadLetterCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private DeadLetterCommand() {}

    static CommandLine specified(Promo promo) {
        return new CommandLine(new DeadLetterCommand())
                .addSubcommand(new DeadLetterListCommand(promo))
                .addSubcommand(new DeadLetterShowCommand(promo))
                .addSubcommand(new DeadLetterRedriveCommand(promo))
                .addSubcommand(new DeadLetterParkCommand(promo));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: list, show, redrive or park");
    }
}
