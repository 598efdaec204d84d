package dev.promo.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.ProjectHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ManagedProcessTests {

    @TempDir
    private Path folder;

    private final List<ManagedProcess> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(ManagedProcess::kill);
    }

    @Test
    void theProcessIdIsTheProgramsOwnNotAShells() throws Exception {
        var process = start("sleep", "600");

        await().untilAsserted(() -> assertThat(process.handle().info().command())
                .hasValueSatisfying(program -> assertThat(program)
                        .doesNotEndWith("/sh")
                        .doesNotEndWith("/dash")
                        .doesNotEndWith("/bash")));
        assertThat(ProcessHandle.of(process.pid())).hasValue(process.handle());
    }

    @Test
    void outputIsAppendedToTheLogAndItsTailCanBeRead() throws Exception {
        start("sh", "-c", "echo earlier").onExit().get();

        var process = start("sh", "-c", "echo one; echo two >&2; echo three; exit 7");

        assertThat(process.onExit().get()).isEqualTo(7);
        assertThat(process.logTail(2)).containsExactly("two", "three");
        assertThat(process.logTail(10)).containsExactly("earlier", "one", "two", "three");
    }

    @Test
    void ctrlCInTheTerminalIsNotMeantForTheChild() throws Exception {
        var process = start("sh", "-c", "kill -INT $$; kill -HUP $$; echo still here");

        assertThat(process.onExit().get()).isZero();
        assertThat(process.logTail(1)).containsExactly("still here");
    }

    @Test
    void stopLetsTheProcessFinishItsWork() throws Exception {
        var process = start("sh", "-c", "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        await().until(() -> process.logTail(1).equals(List.of("up")));

        assertThat(process.stop(Duration.ofSeconds(30))).isTrue();

        assertThat(process.logTail(1)).containsExactly("bye");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void stopKillsWhatDoesNotStopInTime() throws Exception {
        var process = start("sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done");
        await().until(() -> process.logTail(1).equals(List.of("up")));

        assertThat(process.stop(Duration.ofMillis(200))).isFalse();

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aPausedProcessDoesNothingUntilItIsResumed() throws Exception {
        var process = start("sh", "-c", "while :; do echo tick; sleep 0.02; done");
        await().until(() -> Files.size(process.log()) > 0);

        process.pause();
        var size = Files.size(process.log());
        await().during(Duration.ofMillis(300)).until(() -> Files.size(process.log()) == size);
        process.resume();

        await().until(() -> Files.size(process.log()) > size);
    }

    @Test
    void aPausedProcessCanBeStopped() throws Exception {
        var process = start("sleep", "600");
        process.pause();

        assertThat(process.stop(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void aChildDoesNotOutliveAJvmThatIsKilled() throws Exception {
        var host = new ProcessBuilder(
                        ProjectHome.java().toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostOfOneChild.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var child = ProcessHandle.of(Long.parseLong(firstLine(host))).orElseThrow();
        assertThat(child.isAlive()).isTrue();

        host.destroyForcibly().waitFor(10, TimeUnit.SECONDS);

        await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    }

    private static String firstLine(Process process) throws IOException {
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return output.readLine();
        }
    }

    private ManagedProcess start(String... command) throws IOException {
        var process = ManagedProcess.start(new Launch(List.of(command), Map.of(), folder, folder.resolve("log")));
        started.add(process);
        return process;
    }
}
