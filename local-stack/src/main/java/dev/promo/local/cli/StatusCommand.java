package dev.promo.local.cli;

import dev.promo.local.process.Memory;
import dev.promo.local.stack.StackPort;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what runs, where, since when, and with how much memory. */
@Command(
        name = "status",
        description = {"Says what runs, where, and whether it is ready.", "Exit code 0 if all of it is ready, else 1."})
final class StatusCommand implements Callable<Integer> {

    private static final String ROW = "%-10s %-9s %8s %6s %9s %9s";

    private final Promo promo;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    StatusCommand(Promo promo) {
        this.promo = promo;
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var stack = promo.lastStack();
        if (stack.isEmpty() || !promo.runFolder().anythingRuns()) {
            out.println("Nothing is running; ./promo up starts it.");
            return 1;
        }
        var runFolder = promo.runFolder();
        var supervisor = runFolder.supervisor();
        var allReady = true;
        var memory = supervisor.map(Memory::residentMegabytes).orElse(0L);
        out.println(ROW.formatted("", "state", "process", "port", "up for", "memory"));
        for (var component : stack.get().components()) {
            var process = runFolder.process(component.name());
            var ready = process.isPresent() && component.answers();
            allReady &= ready;
            memory += process.map(Memory::residentMegabytes).orElse(0L);
            out.println(row(
                    component.name(),
                    process.isEmpty() ? "down" : ready ? "ready" : "not ready",
                    process,
                    Integer.toString(component.port())));
        }
        out.println(row("promo", supervisor.isEmpty() ? "down" : "watching", supervisor, ""));
        out.println(ROW.formatted("", "", "", "", "", memory + " MB"));
        out.println("Gateway: http://127.0.0.1:" + runFolder.ports().number(StackPort.GATEWAY));
        return allReady ? 0 : 1;
    }

    private static String row(String name, String state, Optional<ProcessHandle> process, String port) {
        return ROW.formatted(
                name,
                state,
                process.map(running -> Long.toString(running.pid())).orElse(""),
                port,
                process.map(StatusCommand::age).orElse(""),
                process.map(running -> Memory.residentMegabytes(running) + " MB")
                        .orElse(""));
    }

    private static String age(ProcessHandle process) {
        var age = Duration.between(process.info().startInstant().orElse(Instant.now()), Instant.now());
        return "%d:%02d:%02d".formatted(age.toHours(), age.toMinutesPart(), age.toSecondsPart());
    }
}
