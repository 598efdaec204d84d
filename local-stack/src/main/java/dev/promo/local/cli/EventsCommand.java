package dev.promo.local.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What there is to do with the events on Kafka. */
@Command(name = "events", description = "Reads the events on Kafka.", synopsisSubcommandLabel = "COMMAND")
final class EventsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "events needs a command: tail");
    }
}
