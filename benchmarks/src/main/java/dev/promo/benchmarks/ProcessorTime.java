package dev.promo.benchmarks;

import dev.promo.local.process.Component;
import dev.promo.local.stack.Stack;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much processor time each process has used so far. Unlike a time on the wall it hardly minds what else a machine does.
 *
 * @param used by its name
 */
record ProcessorTime(Map<String, Duration> used) {

    static final String LOAD = "the load itself";

    /** Of everything in the system, and of whoever puts the load on it. */
    static ProcessorTime of(Stack system) {
        var used = new LinkedHashMap<String, Duration>();
        for (var component : system.components()) {
            used.put(component.name(), of(component));
        }
        used.put(LOAD, of(ProcessHandle.current()));
        return new ProcessorTime(used);
    }

    static Duration of(Component component) {
        return of(component.process().orElseThrow().handle());
    }

    static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Milliseconds since then, shared out among so many pieces of work. */
    Map<String, Double> since(ProcessorTime then, double pieces) {
        var each = new LinkedHashMap<String, Double>();
        used.forEach((name, time) -> each.put(
                name, time.minus(then.used.getOrDefault(name, Duration.ZERO)).toNanos() / 1e6 / pieces));
        return each;
    }
}
