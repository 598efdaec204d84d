package dev.promo.local.stack;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A checkout whose database and broker are real and whose services are {@link FakeService}. */
public final class FakeProject {

    private FakeProject() {}

    /** Lays it out in an empty folder. */
    public static ProjectHome in(Path folder) throws IOException {
        var backends = Files.createDirectories(folder.resolve("local-stack")).resolve("backends");
        Files.createSymbolicLink(backends, ProjectHome.find().root().resolve("local-stack/backends"));
        for (var service : List.of("auth-service", "promotion-service", "gateway-service")) {
            var target = Files.createDirectories(folder.resolve(service).resolve("target"));
            writeJar(target.resolve(service + ".jar"));
        }
        return new ProjectHome(folder);
    }

    /** Takes away the link to the real backends, so that nobody who deletes the folder can follow it. */
    public static void unlink(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("local-stack/backends"));
    }

    private static void writeJar(Path jar) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        var name = FakeService.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var code = FakeService.class.getClassLoader().getResourceAsStream(name)) {
            if (code == null) {
                throw new IOException(name + " is not on the class path");
            }
            out.putNextEntry(new JarEntry(name));
            code.transferTo(out);
            out.closeEntry();
        }
    }
}
