package dev.promo.local.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One running child process that this JVM owns by its id, and that ends when this JVM does.
 *
 * <p>The child ignores the terminal's Ctrl-C and hang-up, so that its owner decides when, and after which others, it stops. Safe
 * for concurrent use.
 */
public final class ManagedProcess {

    /** {@code exec} keeps the process id, and signals that are ignored stay ignored across it. */
    private static final List<String> DEAF_TO_THE_TERMINAL = List.of("sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\"");

    private static final Duration KILL_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final Path log;

    private ManagedProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts the process and returns at once. */
    public static ManagedProcess start(Launch launch) throws IOException {
        var command = new ArrayList<>(DEAF_TO_THE_TERMINAL);
        command.addAll(launch.command());
        var builder = new ProcessBuilder(command)
                .directory(launch.directory().toFile())
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.appendTo(launch.log().toFile()));
        builder.environment().putAll(launch.environment());
        var process = builder.start();
        Lifeline.watch(process.pid());
        var _ = process.onExit().thenRun(() -> Lifeline.forget(process.pid()));
        return new ManagedProcess(process, launch.log());
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code when the process has ended, whoever ended it. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /**
     * Asks the process to stop, and kills it when it has not within the limit.
     *
     * @return whether it went by itself
     */
    public boolean stop(Duration limit) {
        if (!isAlive()) {
            return true;
        }
        process.destroy();
        resume(); // a paused process gets no signal but this one and KILL
        if (ends(limit)) {
            return true;
        }
        kill();
        return false;
    }

    /** Ends the process as {@code kill -9} does, and returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        if (!ends(KILL_LIMIT)) {
            throw new IllegalStateException("Process " + pid() + " survives kill -9");
        }
    }

    /** Freezes the process: its connections stay open, nothing answers any more. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a frozen process go on. */
    public void resume() {
        signal("CONT");
    }

    public Path log() {
        return log;
    }

    /** The last lines of the log, oldest first. */
    public List<String> logTail(int lines) {
        try (var all = Files.lines(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            var tail = new java.util.ArrayDeque<String>();
            all.forEach(line -> {
                tail.addLast(line);
                if (tail.size() > lines) {
                    tail.removeFirst();
                }
            });
            return List.copyOf(tail);
        } catch (IOException unreadable) {
            return List.of("(" + log + " cannot be read: " + unreadable.getMessage() + ")");
        }
    }

    private void signal(String name) {
        if (!isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new IllegalStateException("Cannot signal process " + pid(), failure);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ends(Duration limit) {
        // Stopping goes on when the stopping thread is interrupted: whoever interrupts wants out, not leftovers.
        var interrupted = false;
        var end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
