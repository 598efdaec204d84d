package dev.promo.benchmarks;

import dev.promo.local.ProjectHome;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code promo bench}.
 *
 * <p>Exit codes: 0 every claim was found true, 1 one was not, 2 wrong usage.
 */
@Command(
        name = "promo bench",
        description = {
            "Measures what the project claims: one benchmark, or all of them one after another.",
            "Each starts a system of its own on free ports and compares things side by side; it needs the machine for itself."
        })
final class Bench implements Callable<Integer> {

    private static final List<Benchmark> ALL = List.of(
            new LoginTiming(),
            new Replaying(),
            new Issuance(),
            new Redeeming(),
            new Reading(),
            new LoginRate(),
            new VoucherDelay(),
            new GatewayCost(),
            new Footprint(),
            new Capacity());

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "Which one: ${COMPLETION-CANDIDATES}; all, if left out",
            completionCandidates = Names.class)
    private @Nullable String name;

    static void main(String[] arguments) {
        var line = new CommandLine(new Bench());
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help")
                        .build());
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var chosen = ALL.stream()
                .filter(benchmark -> name == null || benchmark.name().equals(name))
                .toList();
        if (chosen.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "There is no benchmark " + name + ", but: "
                            + ALL.stream().map(Benchmark::name).collect(Collectors.joining(", ")));
        }
        var out = spec.commandLine().getOut();
        var hold = true;
        for (var benchmark : chosen) {
            out.println(benchmark.name() + ": " + benchmark.claim());
            var report = benchmark.run(new Lab(ProjectHome.find(), out));
            out.println();
            report.lines().forEach(out::println);
            out.println();
            out.println(
                    (report.holds() ? "The claim holds" : "The claim does NOT hold") + " (" + circumstances() + ")");
            out.flush();
            hold &= report.holds();
        }
        return hold ? 0 : 1;
    }

    private static String circumstances() {
        return "%s, %d processors, %s, Java %s"
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                        Runtime.version());
    }

    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ALL.stream().map(Benchmark::name).iterator();
        }
    }
}
