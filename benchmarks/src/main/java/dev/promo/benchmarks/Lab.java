package dev.promo.benchmarks;

import dev.promo.local.ProjectHome;
import dev.promo.local.stack.PortPlan;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Where benchmarks are run: gives them systems of their own, and says how far they are. */
final class Lab {

    private final ProjectHome home;
    private final PrintWriter out;
    private final long start = System.nanoTime();

    Lab(ProjectHome home, PrintWriter out) {
        this.home = home;
        this.out = out;
    }

    /** Tells a person what is being done. */
    void say(String line) {
        out.printf("%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, line);
        out.flush();
    }

    /** Writes a plot where the documentation shows it. */
    void draw(Plot plot, String name) throws IOException {
        var file = home.root().resolve("docs/performance/" + name + ".svg");
        plot.writeTo(file);
        say("Drawn: " + home.root().relativize(file));
    }

    /** A new place for files that are of no use afterwards. */
    Path folder() throws IOException {
        return Files.createDirectories(home.root()
                .resolve("benchmarks/target/systems")
                .resolve(UUID.randomUUID().toString()));
    }

    /**
     * Starts a system with empty databases on free ports, and returns when it is ready. It is stopped by {@link Stack#close}, or at
     * the latest with this JVM; its logs stay in {@code benchmarks/target/systems}.
     *
     * @param design from one of each service to what the benchmark needs
     */
    Stack system(UnaryOperator<StackDesign> design) throws IOException, InterruptedException {
        say("A system starts");
        var folder = folder();
        var stack = new Stack(home, design.apply(StackDesign.in(folder, PortPlan.free())), StackListener.SILENT);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(stack::stop));
        stack.start();
        return stack;
    }
}
