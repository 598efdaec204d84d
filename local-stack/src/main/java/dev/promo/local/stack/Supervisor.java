package dev.promo.local.stack;

import dev.promo.local.process.Component;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.Consumer;

/**
 * Keeps a started stack alive: restarts what dies, with a back-off, and says so.
 *
 * <p>Each component has a thread that watches it. After {@link #end} nothing is started any more.
 */
public final class Supervisor {

    private final Stack stack;
    private final Clock clock;
    private final Consumer<String> say;
    private final ArrayList<Thread> watchers = new ArrayList<>();
    private volatile boolean ending;

    /**
     * Watches nothing yet.
     *
     * @param say is told each line that a person should read; called from several threads
     */
    public Supervisor(Stack stack, Clock clock, Consumer<String> say) {
        this.stack = stack;
        this.clock = clock;
        this.say = say;
    }

    /** Starts watching; returns at once. */
    public synchronized void begin() {
        for (var component : stack.components()) {
            watchers.add(Thread.ofVirtual().name("watch-" + component.name()).start(() -> watch(component)));
        }
    }

    /** Stops watching, so that the stack can be stopped. */
    public synchronized void end() {
        ending = true;
        watchers.forEach(Thread::interrupt);
    }

    private void watch(Component component) {
        var restarts = new Restarts();
        try {
            while (!ending) {
                var started = clock.instant();
                var process = component.process().orElseThrow();
                var exitCode = process.onExit().get();
                if (ending) {
                    return;
                }
                say.accept(component.name() + " ended with exit code " + exitCode + ". Its log is " + process.log()
                        + " and ends:");
                process.logTail(10).forEach(line -> say.accept("    " + line));
                var pause = restarts.after(started, clock.instant());
                if (pause.isEmpty()) {
                    say.accept(component.name() + " keeps ending; it is left alone now. The others run on.");
                    return;
                }
                restart(component, pause.get());
            }
        } catch (InterruptedException _) {
            // end() was called
        } catch (java.util.concurrent.ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void restart(Component component, Duration pause) throws InterruptedException {
        say.accept("Starting " + component.name() + " again in " + pause.toSeconds() + " s");
        Thread.sleep(pause);
        try {
            stack.start(component);
        } catch (
                RuntimeException
                        failure) { // whatever it is: a watcher that ends would leave its component alone for good
            if (!ending) {
                say.accept(
                        String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
                component.stop(); // alive but never ready counts as dead
            }
        }
    }
}
