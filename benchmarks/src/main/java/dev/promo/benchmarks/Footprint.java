package dev.promo.benchmarks;

import dev.promo.local.process.Component;
import dev.promo.local.process.Memory;
import dev.promo.local.stack.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What the system on one machine takes of it, as {@code promo up} starts it: the time until each part is ready, alone and with everything
 * else there, and what it then occupies.
 */
final class Footprint implements Benchmark {

    private static final int ROUNDS = Integer.getInteger("promo.bench.rounds", 3);

    private static final double MAX_MEGABYTES = 2_048;

    @Override
    public String name() {
        return "footprint";
    }

    @Override
    public String claim() {
        return "the whole system, database and broker included, is ready on %.0f MB".formatted(MAX_MEGABYTES);
    }

    @Override
    public Report run(Lab lab) throws Exception {
        var began = System.nanoTime();
        try (var system = lab.system(UnaryOperator.identity())) {
            var together = (System.nanoTime() - began) / 1e9;
            var togetherProcessor = processorSeconds(system);
            var whole =
                    system.components().stream().mapToLong(Footprint::resident).sum();
            var starts = new LinkedHashMap<String, Starts>();
            for (var round = 1; round <= ROUNDS; round++) {
                lab.say("Round %d: each stops, and starts again".formatted(round));
                for (var component : system.components()) {
                    starts.computeIfAbsent(component.name(), _ -> new Starts()).note(system, component);
                }
            }
            var lines = new ArrayList<String>();
            lines.add("%-34s %12s %16s %14s"
                    .formatted("medians of " + ROUNDS, "ready after", "processor time", "resident"));
            lines.add("%-34s %12s %16s %14s".formatted("", "s", "until ready, s", "MB"));
            starts.forEach((name, times) -> lines.add(times.line(name)));
            lines.add("%-34s %12.1f %16.1f %14d"
                    .formatted("everything, on empty databases", together, togetherProcessor, whole));
            lines.add("%-34s %12s %16s %14.0f".formatted("  must be at most", "", "", MAX_MEGABYTES));
            return new Report(lines, whole <= MAX_MEGABYTES);
        }
    }

    private static double processorSeconds(Stack system) {
        return system.components().stream()
                .mapToDouble(component -> ProcessorTime.of(component).toNanos() / 1e9)
                .sum();
    }

    private static long resident(Component component) {
        return Memory.residentMegabytes(component.process().orElseThrow().handle());
    }

    private static final class Starts {

        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> processorSeconds = new ArrayList<>();
        private final List<Double> megabytes = new ArrayList<>();

        void note(Stack system, Component component) throws InterruptedException {
            component.stop();
            var began = System.nanoTime();
            system.start(component);
            seconds.add((System.nanoTime() - began) / 1e9);
            processorSeconds.add(ProcessorTime.of(component).toNanos() / 1e9);
            megabytes.add((double) resident(component));
        }

        String line(String name) {
            return "%-34s %12.1f %16.1f %14.0f"
                    .formatted(
                            name,
                            Sample.of(seconds).median(),
                            Sample.of(processorSeconds).median(),
                            Sample.of(megabytes).median());
        }
    }
}
