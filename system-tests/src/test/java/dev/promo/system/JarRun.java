package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a service's jar that was started and has ended by itself.
 *
 * @param said all that it printed
 */
record JarRun(int exitCode, String said) {

    static JarRun of(String service, Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                ProjectHome.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                ProjectHome.find().serviceJar(service).toString()));
        command.addAll(List.of(arguments));
        var log = Files.createTempFile("run", ".txt");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            try {
                assertThat(process.waitFor(RunningSystem.PATIENCE))
                        .as("it ends; so far it said: %s", Files.readString(log))
                        .isTrue();
                return new JarRun(process.exitValue(), Files.readString(log));
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(log);
        }
    }
}
