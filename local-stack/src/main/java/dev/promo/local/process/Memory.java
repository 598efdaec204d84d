package dev.promo.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory a process occupies. */
public final class Memory {

    private Memory() {}

    /** What is resident, in megabytes; 0 if the system does not say. */
    public static long residentMegabytes(ProcessHandle process) {
        try {
            var status = Path.of("/proc", Long.toString(process.pid()), "status");
            var kilobytes = Files.exists(status) ? fromLinux(status) : fromPs(process.pid());
            return Long.parseLong(kilobytes) / 1024;
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }

    private static String fromLinux(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .findFirst()
                .orElse("");
    }

    private static String fromPs(long pid) throws IOException {
        var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
        return new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }
}
