package dev.promo.local.cli;

import dev.promo.local.demo.Demo;
import dev.promo.local.demo.DemoResult;
import dev.promo.local.demo.FullDemo;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Latency;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the {@link Demo} against the stack that runs here, or any other. */
@Command(
        name = "demo",
        description = {
            "Lets 300 people sign up and log in at the running system, and proves that 100 of them got a voucher.",
            "Exit code 0 if everything is as promised, 1 if not, 2 if nobody answers."
        })
final class DemoCommand implements Callable<Integer> {

    private static final Duration PROMISED = Duration.ofMillis(100);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final AdminAccess access;

    @Option(
            names = "--full",
            description = "Play the whole life of a campaign and its vouchers instead: 6 people, a minute")
    private boolean full;

    DemoCommand(Promo promo) {
        access = new AdminAccess(promo);
    }

    @Override
    public Integer call() throws Exception {
        return access.visit(this::play);
    }

    private int play(Gateway gateway) throws IOException, InterruptedException {
        var out = spec.commandLine().getOut();
        var progress = new Progress(out);
        progress.say("The demo's " + (full ? "campaign is played at " : "300 people come to ") + access.target());
        var result = full
                ? new FullDemo(gateway, access.password(), progress::say).run()
                : new Demo(gateway, progress::say).run();
        show(result, out);
        return result.holds() ? 0 : 1;
    }

    private void show(DemoResult result, PrintWriter out) {
        out.println();
        if (!full) {
            out.println(latency(result.latency()));
            out.println();
        }
        result.table().forEach(out::println);
        out.println();
        out.println(result.holds() ? "Everything is as promised." : "NOT as promised; see the marked lines.");
        out.flush();
    }

    private static String latency(Latency latency) {
        if (latency.isEmpty()) {
            return "From login to the answer at /homepage: not measured, as nobody was new.";
        }
        var verdict = latency.median().compareTo(PROMISED) < 0 ? "under" : "NOT under (is this machine idle?)";
        return "From a login's answer to the voucher at /homepage: median %.1f ms, %s the promised %d ms (fastest %.1f, slowest %.1f, of %d)"
                .formatted(
                        millis(latency.median()),
                        verdict,
                        PROMISED.toMillis(),
                        millis(latency.fastest()),
                        millis(latency.slowest()),
                        latency.samples().size());
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
