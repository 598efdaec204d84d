package dev.promo.local.cli;

import dev.promo.local.process.Component;
import dev.promo.local.stack.StackListener;
import java.io.PrintWriter;
import java.time.Duration;

/** Prints what happens, line by line, with the seconds since the start. Safe for concurrent use. */
final class Progress implements StackListener {

    private final PrintWriter out;
    private final long start = System.nanoTime();

    Progress(PrintWriter out) {
        this.out = out;
    }

    synchronized void say(String line) {
        out.printf("%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, line);
        out.flush();
    }

    @Override
    public void started(Component component) {
        say(component.name() + " starts");
    }

    @Override
    public void ready(Component component, Duration took) {
        say("%s is ready (%.1f s)".formatted(component.name(), took.toMillis() / 1e3));
    }

    @Override
    public void stopped(Component component) {
        say(component.name() + " has stopped");
    }
}
