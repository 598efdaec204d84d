package dev.promo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.ProjectHome;
import dev.promo.local.stack.FakeProject;
import dev.promo.local.stack.PortPlan;
import dev.promo.local.stack.RunFolder;
import dev.promo.local.stack.StackPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PromoIT {

    private static final List<String> PARTS = List.of("mariadb", "kafka", "auth", "promotion", "gateway");

    @TempDir
    private Path folder;

    private ProjectHome home;
    private PortPlan ports;
    private final List<Process> ups = new ArrayList<>();

    @BeforeEach
    void layOut() throws IOException {
        home = FakeProject.in(folder);
        ports = PortPlan.free();
    }

    @AfterEach
    void endAll() throws Exception {
        run("down");
        for (var up : ups) {
            up.destroyForcibly().waitFor();
        }
        FakeProject.unlink(folder);
    }

    @Test
    void upFollowsUntilItIsAskedToStopAndThenStopsEverythingInOrder() throws Exception {
        var up = readyUp("first.txt");
        var processes = processes();
        assertThat(run("status").code()).isZero();
        assertThat(run("status").text()).contains("mariadb", "ready", "watching", "MB");
        assertThat(run("logs", "auth").text()).contains("serving");
        assertThat(run("reset", "--yes").code()).isEqualTo(1);

        up.destroy();
        assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(processes).hasSize(5).noneMatch(ProcessHandle::isAlive);
        assertThat(Files.readString(folder.resolve("first.txt")))
                .containsSubsequence(
                        "gateway has stopped",
                        "promotion has stopped",
                        "auth has stopped",
                        "kafka has stopped",
                        "mariadb has stopped");
        assertThat(run("status").code()).isEqualTo(1);
        assertThat(run("reset", "--yes").code()).isZero();
        assertThat(folder.resolve(".promo")).doesNotExist();
    }

    @Test
    void aSecondUpSaysThatThereIsOneAndLeavesItAlone() throws Exception {
        readyUp("first.txt");

        var second = up("second.txt");

        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("second.txt"))).contains("up already");
        assertThat(run("status").code()).isZero();
        assertThat(run("down").code()).isZero();
    }

    @Test
    void aPartThatDiesIsStartedAgainAndItsLogShown() throws Exception {
        readyUp("up.txt");
        var auth = runFolder().process("auth").orElseThrow();

        auth.destroyForcibly();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> runFolder()
                                .process("auth")
                                .filter(now -> now.pid() != auth.pid())
                                .isPresent()
                        && run("status").code() == 0);
        assertThat(Files.readString(folder.resolve("up.txt"))).contains("auth ended with exit code 137", "auth.log");
    }

    @Test
    void afterTheCommandWasKilledTheNextUpEndsWhatWasLeftAndStartsAnew() throws Exception {
        var killed = readyUp("killed.txt");
        var processes = processes();

        killed.destroyForcibly().waitFor();
        readyUp("next.txt");

        assertThat(processes).hasSize(5).noneMatch(ProcessHandle::isAlive);
        assertThat(processes()).hasSize(5);
    }

    @Test
    void afterTheCommandWasKilledDownLeavesNothing() throws Exception {
        var killed = readyUp("killed.txt");
        var processes = processes();

        killed.destroyForcibly().waitFor();

        assertThat(run("down").code()).isZero();
        assertThat(processes).hasSize(5).noneMatch(ProcessHandle::isAlive);
        assertThat(run("down").text()).contains("Nothing is running");
    }

    @Test
    void aTakenPortIsNamedBeforeAnythingIsStarted() throws Exception {
        try (var taken = new ServerSocket(ports.number(StackPort.PROMOTION))) {
            var up = up("up.txt");

            assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(up.exitValue()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("up.txt")))
                    .contains("Port " + taken.getLocalPort(), "promotion-service", "--promotion-port")
                    .doesNotContain("starts");
        }
    }

    @Test
    void whereNothingEverRanEveryCommandSaysSo() {
        assertThat(run("status").code()).isEqualTo(1);
        assertThat(run("status").text()).contains("./promo up");
        assertThat(run("logs").code()).isEqualTo(1);
        assertThat(run("down").text()).contains("Nothing is running");
        assertThat(run("demo", "--target", "http://127.0.0.1:" + ports.number(StackPort.GATEWAY))
                        .code())
                .isEqualTo(2);
        assertThat(run().code()).isEqualTo(2);
        assertThat(run("help").text()).contains("up", "down", "status", "logs", "reset", "demo");
    }

    private record Outcome(int code, String text) {}

    private Outcome run(String... arguments) {
        var said = new StringWriter();
        var line = Promo.commandLine(home);
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        return new Outcome(line.execute(arguments), said.toString());
    }

    private Process up(String output) throws IOException {
        var command = new ArrayList<>(List.of(
                ProjectHome.java().toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dpromo.home=" + home.root(),
                "-cp",
                System.getProperty("java.class.path"),
                Promo.class.getName(),
                "up"));
        Arrays.stream(StackPort.values()).forEach(port -> command.add(port.option() + "=" + ports.number(port)));
        var up = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(output).toFile())
                .start();
        ups.add(up);
        return up;
    }

    private Process readyUp(String output) throws IOException {
        var up = up(output);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Files.readString(folder.resolve(output)).contains("Ready."));
        return up;
    }

    private RunFolder runFolder() {
        return new RunFolder(home.root().resolve(".promo/run"));
    }

    private List<ProcessHandle> processes() {
        return PARTS.stream()
                .flatMap(part -> runFolder().process(part).stream())
                .toList();
    }
}
