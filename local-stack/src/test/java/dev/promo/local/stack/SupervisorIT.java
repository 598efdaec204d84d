package dev.promo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.ProjectHome;
import dev.promo.local.backend.Folders;
import dev.promo.local.process.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SupervisorIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final List<String> said = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void unlink() throws IOException {
        FakeProject.unlink(folder);
    }

    @Test
    void aBuildUnderARunningStackNeitherStopsRestartsNorChangesTheirCode() throws Exception {
        var home = FakeProject.in(folder);
        supervised(home, stack -> {
            var auth = stack.auths().getFirst();
            var promotion = stack.promotions().getFirst();
            var before = commandOf(auth);

            Files.delete(jar(home, "promotion")); // mvn clean
            Files.write(jar(home, "auth"), new byte[0]); // and a build that is under way
            auth.kill();
            promotion.kill();

            await().atMost(PATIENCE).until(() -> auth.isReady() && promotion.isReady());
            assertThat(commandOf(auth)).isEqualTo(before);
        });
    }

    @Test
    void aStartThatFailsOnDiskIsTriedAgain() throws Exception {
        supervised(FakeProject.in(folder), stack -> {
            var auth = stack.auths().getFirst();
            var itsFolder = folder.resolve("data/auth");

            Folders.delete(itsFolder);
            Files.createFile(itsFolder); // no folder can be made there
            auth.kill();
            await().atMost(PATIENCE)
                    .until(() -> said.stream().anyMatch(line -> line.startsWith("auth cannot be started")));
            Files.delete(itsFolder);

            await().atMost(PATIENCE).until(auth::isReady);
        });
    }

    private void supervised(ProjectHome home, Scenario scenario) throws Exception {
        var design = StackDesign.in(folder.resolve("data"), PortPlan.free());
        try (var stack = new Stack(home, design, StackListener.SILENT)) {
            var supervisor = new Supervisor(stack, Clock.systemUTC(), said::add);
            stack.start();
            supervisor.begin();
            try {
                scenario.play(stack);
            } finally {
                supervisor.end();
            }
        }
    }

    private static Path jar(ProjectHome home, String service) {
        return home.root().resolve(service + "-service/target/" + service + "-service.jar");
    }

    private static String commandOf(Component component) {
        return component.process().orElseThrow().handle().info().commandLine().orElseThrow();
    }

    private interface Scenario {
        void play(Stack stack) throws Exception;
    }
}
