package dev.promo.local.cli;

import dev.promo.local.demo.Demo;
import dev.promo.local.demo.DemoResult;
import dev.promo.local.demo.FullDemo;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Latency;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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

    private final Promo promo;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--target",
            paramLabel = "URL",
            description = "The gateway to talk to; where nothing is said, the one that ./promo up started")
    private @Nullable URI target;

    @Option(
            names = "--full",
            description = "Play the whole life of a campaign and its vouchers instead: 6 people, a minute")
    private boolean full;

    @Option(
            names = "--admin-password",
            paramLabel = "PASSWORD",
            description = "Of the user admin, for --full; where nothing is said, the one of the stack that runs here")
    private @Nullable String adminPassword;

    DemoCommand(Promo promo) {
        this.promo = promo;
    }

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var error = spec.commandLine().getErr();
        var url = target == null ? localGateway() : target;
        var progress = new Progress(out);
        try (var gateway = new Gateway(url)) {
            progress.say("The demo's " + (full ? "campaign is played at " : "300 people come to ") + url);
            var result = full
                    ? new FullDemo(gateway, adminPassword(), progress::say).run()
                    : new Demo(gateway, progress::say).run();
            show(result, out);
            return result.holds() ? 0 : 1;
        } catch (Gateway.Unreachable nobody) {
            error.println("promo: " + nobody.getMessage() + ". Is it up? ./promo status says; ./promo up starts it.");
            return 2;
        } catch (Gateway.UnexpectedAnswer answer) {
            error.println("promo: the demo stops, as the system broke its contract. " + answer.getMessage());
            return 1;
        }
    }

    private String adminPassword() throws IOException {
        return adminPassword != null
                ? adminPassword
                : StackDesign.in(promo.folder(), promo.runFolder().ports()).adminPassword();
    }

    private URI localGateway() throws IOException {
        return URI.create("http://127.0.0.1:" + promo.runFolder().ports().number(StackPort.GATEWAY));
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
