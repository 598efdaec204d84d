package dev.promo.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One part of the stack: started, stopped, killed, frozen, and started again on the same ports and data, as often as wanted.
 *
 * <p>Safe for concurrent use. Whatever happens, the process does not outlive this JVM.
 */
public abstract class Component implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    private static final long LONG_LOG = 10L * 1024 * 1024;

    private final String name;
    private final Path folder;
    private final int port;
    private final Duration stopLimit;
    private @Nullable ManagedProcess process;

    /**
     * A component that does not run yet.
     *
     * @param name what people call it
     * @param folder holds its data, log and settings; made if absent, and kept
     * @param port where it serves, on 127.0.0.1
     * @param stopLimit how long it may take to stop before it is killed
     */
    protected Component(String name, Path folder, int port, Duration stopLimit) {
        this.name = name;
        this.folder = folder.toAbsolutePath();
        this.port = port;
        this.stopLimit = stopLimit;
    }

    /** Writes what the process needs to find on disk, and says how to start it. Called before every start. */
    protected abstract Launch prepare() throws IOException;

    /**
     * Whether its port serves now, whoever listens there. Asked again and again while it starts, so it must return within a second
     * or so.
     */
    public abstract boolean answers();

    public final String name() {
        return name;
    }

    public final int port() {
        return port;
    }

    /** The file its output is appended to. */
    public final Path log() {
        return folder.resolve(name + ".log");
    }

    protected final Path folder() {
        return folder;
    }

    /** Starts the process without waiting until it is ready; does nothing if it runs. */
    public final synchronized void start() {
        if (isAlive()) {
            return;
        }
        try {
            Files.createDirectories(folder);
            if (Files.exists(log()) && Files.size(log()) > LONG_LOG) {
                Files.move(log(), folder.resolve(name + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            process = ManagedProcess.start(prepare());
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " cannot be started: " + failure.getMessage(), failure);
        }
    }

    /**
     * Waits until the component does its job.
     *
     * @throws StartFailure if it ends first or takes longer than the limit
     */
    public final void awaitReady(Duration limit) throws InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        var started = process().orElseThrow(() -> new IllegalStateException(name + " was not started"));
        // Alive is asked after the answer: a foreign process on the same port must not pass for ours.
        while (!(answers() && started.isAlive())) {
            if (!started.isAlive()) {
                throw new StartFailure(
                        name + " ended with exit code " + started.onExit().join() + " while starting", started);
            }
            if (System.nanoTime() > end) {
                throw new StartFailure(name + " is not ready after " + limit.toSeconds() + " s", started);
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    /** Whether it runs and does its job now. */
    public final boolean isReady() {
        return isAlive() && answers();
    }

    public final boolean isAlive() {
        return process().map(ManagedProcess::isAlive).orElse(false);
    }

    /** The process of the last start, which may have ended; empty before the first. */
    public final synchronized Optional<ManagedProcess> process() {
        return Optional.ofNullable(process);
    }

    /** Stops it gracefully, by force after its time limit; does nothing if it does not run. */
    public final void stop() {
        process().ifPresent(running -> running.stop(stopLimit));
    }

    /** Ends it as {@code kill -9} does. */
    public final void kill() {
        process().ifPresent(ManagedProcess::kill);
    }

    /** Freezes it: connections stay open, nothing answers. */
    public final void pause() {
        process().ifPresent(ManagedProcess::pause);
    }

    /** Ends a {@link #pause}. */
    public final void resume() {
        process().ifPresent(ManagedProcess::resume);
    }

    /** The same as {@link #stop}. */
    @Override
    public final void close() {
        stop();
    }
}
