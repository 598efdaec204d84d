package dev.promo.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start one process.
 *
 * @param command the program and its arguments
 * @param environment variables added to this JVM's own
 * @param directory the working directory; must exist
 * @param log the file that standard output and error are appended to; its folder must exist
 */
public record Launch(List<String> command, Map<String, String> environment, Path directory, Path log) {

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
