package dev.promo.local.stack;

import dev.promo.local.ProjectHome;
import dev.promo.local.process.Component;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The one stack that this checkout runs: every process is written down in the run folder as it starts, and started again when it
 * dies.
 */
public final class LocalRun implements AutoCloseable {

    private final RunFolder runFolder;
    private final Stack stack;
    private final Supervisor supervisor;

    /**
     * Lays everything out on disk and starts nothing.
     *
     * @param runFolder taken by this JVM
     * @param listener is told of starts and stops
     * @param say is told what a person should know about processes that die
     */
    public LocalRun(
            ProjectHome home, StackDesign design, RunFolder runFolder, StackListener listener, Consumer<String> say)
            throws IOException {
        this.runFolder = runFolder;
        this.stack = new Stack(home, design, new WritingDown(runFolder, listener));
        this.supervisor = new Supervisor(stack, Clock.systemUTC(), say);
    }

    /** Starts everything, returns when all is ready, and watches over it from then on. */
    public void start() throws InterruptedException, IOException {
        stack.start();
        supervisor.begin();
        stack.forgetOtherBuilds();
    }

    /** Stops everything in order. */
    @Override
    public void close() {
        supervisor.end();
        stack.close();
        runFolder.leave();
    }

    private record WritingDown(RunFolder folder, StackListener next) implements StackListener {
        @Override
        public void started(Component component) {
            folder.note(component);
            next.started(component);
        }

        @Override
        public void ready(Component component, Duration took) {
            folder.note(
                    component); // again: a moment after its start it was still the shell that then becomes the program
            next.ready(component, took);
        }

        @Override
        public void stopped(Component component) {
            folder.forget(component);
            next.stopped(component);
        }
    }
}
