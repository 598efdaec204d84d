package dev.promo.local.stack;

import dev.promo.local.process.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code promo} command leaves for the next to know: who runs the stack, with which processes, on which ports.
 *
 * <p>One JVM at a time can hold the folder. The operating system takes the hold back when that JVM ends, however it ends.
 */
public final class RunFolder {

    /** The record of the JVM that runs the stack. */
    private static final String SUPERVISOR = "promo";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private @Nullable FileLock lock;

    public RunFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes this JVM the one that runs the stack, until it ends.
     *
     * @return false if another does
     */
    public synchronized boolean take() throws IOException {
        Files.createDirectories(folder);
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null; // this very JVM holds it already
        }
        if (lock == null) {
            channel.close();
            return false;
        }
        RunRecord.of(SUPERVISOR, ProcessHandle.current()).writeTo(folder);
        return true;
    }

    /** The JVM that runs the stack, if one does. */
    public Optional<ProcessHandle> supervisor() {
        return RunRecord.named(folder, SUPERVISOR).flatMap(RunRecord::living);
    }

    /** The component's process, as this folder knows it, if it lives. */
    public Optional<ProcessHandle> process(String component) {
        return RunRecord.named(folder, component).flatMap(RunRecord::living);
    }

    /** Whether the supervisor or anything it started lives. */
    public boolean anythingRuns() throws IOException {
        return RunRecord.allIn(folder).stream()
                .anyMatch(record -> record.living().isPresent());
    }

    /** Writes down what was just started. */
    void note(Component component) {
        component.process().ifPresent(process -> {
            try {
                RunRecord.of(component.name(), process.handle()).writeTo(folder);
            } catch (IOException failure) {
                throw new UncheckedIOException("Cannot write down that " + component.name() + " runs", failure);
            }
        });
    }

    /** Strikes out what has ended. */
    void forget(Component component) {
        try {
            RunRecord.deleteFrom(folder, component.name());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Forgets that anybody runs the stack. */
    void leave() {
        try {
            RunRecord.deleteFrom(folder, SUPERVISOR);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Ends what an earlier supervisor left running when it was killed: asks all of it to stop, and kills what has not within 30 s.
     * To be called only when nobody runs the stack.
     *
     * @return the names of what was still running
     */
    public List<String> endLeftovers() throws IOException {
        var names = new ArrayList<String>();
        var processes = new ArrayList<ProcessHandle>();
        for (var record : RunRecord.allIn(folder)) {
            if (!record.name().equals(SUPERVISOR)) {
                record.living().ifPresent(process -> {
                    names.add(record.name());
                    processes.add(process);
                });
            }
        }
        processes.forEach(ProcessHandle::destroy);
        var end = System.nanoTime() + LIMIT.toNanos();
        for (var process : processes) {
            if (!ended(process, Duration.ofNanos(end - System.nanoTime()))) {
                process.destroyForcibly();
                ended(process, LIMIT);
            }
        }
        for (var record : RunRecord.allIn(folder)) {
            if (!record.name().equals(SUPERVISOR)) {
                RunRecord.deleteFrom(folder, record.name());
            }
        }
        return names;
    }

    /** Writes down which ports the stack has. */
    public void note(PortPlan ports) throws IOException {
        var text = new StringBuilder();
        ports.numbers()
                .forEach((port, number) ->
                        text.append(port).append('=').append(number).append('\n'));
        Files.writeString(folder.resolve("ports.properties"), text);
    }

    /** The ports of the stack that runs, or ran last; the usual ones if none ever did. */
    public PortPlan ports() throws IOException {
        var kept = new Properties();
        var file = folder.resolve("ports.properties");
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                kept.load(reader);
            }
        }
        var numbers = new EnumMap<StackPort, Integer>(StackPort.class);
        for (var port : StackPort.values()) {
            numbers.put(port, Integer.parseInt(kept.getProperty(port.name(), Integer.toString(port.usual()))));
        }
        return new PortPlan(numbers);
    }

    /** Waits until a process is gone; it need not be a child of this JVM. */
    public static boolean ended(ProcessHandle process, Duration limit) {
        CompletableFuture<ProcessHandle> exit = process.onExit();
        try {
            exit.get(Math.max(0, limit.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
