package dev.promo.local.stack;

import dev.promo.local.ProjectHome;
import dev.promo.local.backend.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;
import java.util.zip.ZipFile;

/**
 * A service's executable jar, unpacked before it runs: it starts a third faster, and a build meanwhile cannot pull the jar away
 * from under the running service.
 *
 * @param service the module's name
 * @param jar what Maven built
 * @param apps where unpacked services are kept
 */
record BootJar(String service, Path jar, Path apps) {

    static BootJar of(ProjectHome home, String service) {
        return new BootJar(service, home.serviceJar(service), home.root().resolve(".promo/apps"));
    }

    /**
     * The unpacked jar to run. Unpacked once for each build; concurrent callers, other JVMs too, get the same.
     *
     * @throws IOException if there is no such jar or it cannot be unpacked
     */
    Path unpacked() throws IOException {
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; build it with: mvn -DskipTests package");
        }
        var folder = apps.resolve(service + "-" + fingerprint());
        var program = folder.resolve(jar.getFileName());
        if (!Files.exists(program)) {
            Files.createDirectories(apps);
            var unfinished = Files.createTempDirectory(apps, "unpacking-");
            unpack(unfinished);
            if (!Files.exists(folder)) {
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Folders.delete(unfinished); // somebody else was faster
            }
        }
        return program;
    }

    /**
     * Deletes the unpacked remains of other builds. Not while something may run from them.
     *
     * @param used an answer of {@link #unpacked}
     */
    void forgetBuildsBut(Path used) throws IOException {
        try (var folders = Files.newDirectoryStream(apps, service + "-*")) {
            for (var folder : folders) {
                if (!folder.equals(used.getParent())) {
                    Folders.delete(folder);
                }
            }
        }
    }

    /** From the checksums of what the jar holds; its time says nothing, as reproducible builds all have the same. */
    private String fingerprint() throws IOException {
        var sum = new CRC32C();
        try (var zip = new ZipFile(jar.toFile())) {
            zip.stream()
                    .map(entry -> entry.getName() + entry.getCrc() + entry.getSize())
                    .forEach(entry -> sum.update(entry.getBytes(StandardCharsets.UTF_8)));
        }
        return Long.toHexString(sum.getValue()) + "-" + Long.toHexString(Files.size(jar));
    }

    private void unpack(Path target) throws IOException {
        var unpack = new ProcessBuilder(
                        ProjectHome.java().toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        target.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(unpack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (unpack.waitFor() != 0) {
                throw new IOException(jar + " cannot be unpacked: " + said);
            }
        } catch (InterruptedException interruption) {
            unpack.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while unpacking " + jar, interruption);
        }
    }
}
