package dev.promo.local.stack;

import dev.promo.local.backend.OwnerOnly;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What is written down of a started process, so that a later JVM finds it again, and nothing else: its id, its start time and its
 * command line together.
 *
 * @param name the component, or {@code promo} for the command that started the others
 * @param started by the operating system's clock
 * @param program the executable file
 * @param arguments its arguments, tab-separated
 */
record RunRecord(String name, long pid, Instant started, String program, String arguments) {

    /** The system computes a start from the time since boot, so it wanders with corrections of the clock. */
    private static final Duration CLOCK_CORRECTION = Duration.ofSeconds(2);

    static RunRecord of(String name, ProcessHandle process) {
        var info = process.info();
        return new RunRecord(
                name,
                process.pid(),
                info.startInstant().orElse(Instant.EPOCH),
                info.command().orElse(""),
                arguments(info));
    }

    /** The process, if it still lives. */
    Optional<ProcessHandle> living() {
        return ProcessHandle.of(pid).filter(process -> {
            var info = process.info();
            var start = info.startInstant().orElse(Instant.EPOCH);
            return process.isAlive()
                    && Duration.between(started, start).abs().compareTo(CLOCK_CORRECTION) <= 0
                    && info.command().orElse("").equals(program)
                    && arguments(info).equals(arguments);
        });
    }

    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        OwnerOnly.write(file(folder, name), """
                pid=%d
                started=%s
                program=%s
                arguments=%s
                """.formatted(pid, started, escaped(program), escaped(arguments)));
    }

    static void deleteFrom(Path folder, String name) throws IOException {
        Files.deleteIfExists(file(folder, name));
    }

    /** What a folder says was started; records that cannot be read are left out. */
    static List<RunRecord> allIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".process"))
                    .sorted()
                    .flatMap(file -> read(file).stream())
                    .toList();
        }
    }

    static Optional<RunRecord> named(Path folder, String name) {
        return read(file(folder, name));
    }

    private static Optional<RunRecord> read(Path file) {
        try {
            var kept = new Properties();
            kept.load(new StringReader(Files.readString(file)));
            return Optional.of(new RunRecord(
                    file.getFileName().toString().replaceFirst("\\.process$", ""),
                    Long.parseLong(kept.getProperty("pid", "")),
                    Instant.parse(kept.getProperty("started", "")),
                    kept.getProperty("program", ""),
                    kept.getProperty("arguments", "")));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    private static Path file(Path folder, String name) {
        return folder.resolve(name + ".process");
    }

    private static String arguments(ProcessHandle.Info info) {
        return String.join("\t", info.arguments().orElse(new String[0]));
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }
}
