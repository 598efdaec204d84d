package dev.promo.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A JVM of its own that starts one child, says its process id, and then waits to be killed. */
final class HostOfOneChild {

    private HostOfOneChild() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var child = ManagedProcess.start(
                new Launch(List.of("sleep", "600"), Map.of(), folder, folder.resolve("child.log")));
        IO.println(child.pid());
        Thread.currentThread().join();
    }
}
