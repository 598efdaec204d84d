package dev.promo.local;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checkout this JVM works in, and where in it the things lie that are started.
 *
 * @param root the folder that holds the parent pom
 */
public record ProjectHome(Path root) {

    private static final String MARK = "local-stack/backends/pom.xml";

    public ProjectHome {
        root = root.toAbsolutePath().normalize();
    }

    /**
     * Finds the checkout: the system property {@code promo.home}, else the nearest parent of the working directory that looks
     * like one (Maven runs a module's tests inside the module).
     *
     * @throws IllegalStateException if neither is a checkout
     */
    public static ProjectHome find() {
        var stated = System.getProperty("promo.home");
        for (var folder = Path.of(stated == null ? "" : stated).toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.exists(folder.resolve(MARK))) {
                return new ProjectHome(folder);
            }
        }
        throw new IllegalStateException("Not inside a checkout of the promotion system (no " + MARK
                + " in the working directory or above); set -Dpromo.home=<checkout>");
    }

    /** The unpacked MariaDB: {@code bin/}, {@code share/}. */
    public Path mariaDb() {
        return built("local-stack/backends/target/mariadb");
    }

    /** The folder with the broker's jars. */
    public Path kafkaLibraries() {
        return built("local-stack/backends/target/kafka/libs");
    }

    /** The executable jar of a service, where Maven puts it; it may not be built yet. */
    public Path serviceJar(String service) {
        return root.resolve(service).resolve("target").resolve(service + ".jar");
    }

    /** The {@code java} of the JDK this JVM runs on, whatever {@code java} on the PATH is. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private Path built(String path) {
        var folder = root.resolve(path);
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    folder + " is missing; make it with: mvn -pl local-stack/backends process-resources");
        }
        return folder;
    }
}
