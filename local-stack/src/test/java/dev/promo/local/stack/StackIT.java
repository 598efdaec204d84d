package dev.promo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.local.process.Component;
import dev.promo.local.process.ManagedProcess;
import dev.promo.local.process.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class StackIT {

    @TempDir
    private Path folder;

    @AfterEach
    void unlink() throws IOException {
        FakeProject.unlink(folder);
    }

    @Test
    void everyInstanceCanBeKilledAndStartedByItselfAndNothingIsLeftAtTheEnd() throws Exception {
        var stopped = Collections.synchronizedList(new ArrayList<String>());
        var design = StackDesign.in(folder.resolve("data"), PortPlan.free())
                .withAuths(2)
                .withPromotions(2)
                .withGateways(2);
        try (var stack = new Stack(FakeProject.in(folder), design, new StackListener() {
            @Override
            public void stopped(Component component) {
                stopped.add(component.name());
            }
        })) {
            stack.start();
            assertThat(stack.components())
                    .extracting(Component::name)
                    .containsExactly(
                            "mariadb", "kafka", "auth", "auth-2", "promotion", "promotion-2", "gateway", "gateway-2");
            assertThat(stack.components()).allMatch(Component::isReady);

            stack.promotions().getFirst().kill();
            assertThat(stack.components().stream().filter(component -> !component.isReady()))
                    .containsExactly(stack.promotions().getFirst());
            stack.start(stack.promotions().getFirst());
            stack.kafka().stop();
            stack.start(stack.kafka());
            assertThat(stack.components()).allMatch(Component::isReady);

            var processes = stack.components().stream()
                    .map(component -> component.process().orElseThrow())
                    .toList();
            stack.stop();

            assertThat(processes).noneMatch(ManagedProcess::isAlive);
            assertThat(stopped)
                    .containsExactly(
                            "gateway-2", "gateway", "promotion-2", "promotion", "auth-2", "auth", "kafka", "mariadb");
            assertThat(design.ports().objections()).isEmpty();
        }
    }

    @Test
    void whenOnePartCannotStartAllOfItIsStoppedAndTheReasonSaid() throws Exception {
        var home = FakeProject.in(folder);
        Files.write(home.root().resolve("auth-service/target/auth-service.jar"), new byte[0]);
        try (var stack =
                new Stack(home, StackDesign.in(folder.resolve("data"), PortPlan.free()), StackListener.SILENT)) {
            assertThatThrownBy(stack::start).hasMessageContaining("auth");

            assertThat(stack.components()).noneMatch(Component::isAlive);
        }
    }

    @Test
    void aServiceThatDiesWhileStartingIsNamedWithTheEndOfItsLog() throws Exception {
        var broken = StackDesign.in(folder.resolve("data"), PortPlan.free())
                .with("gateway", "JAVA_TOOL_OPTIONS", "-XX:NoSuchFlag");
        try (var stack = new Stack(FakeProject.in(folder), broken, StackListener.SILENT)) {
            assertThatThrownBy(stack::start)
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("gateway ended with exit code 1")
                    .hasMessageContaining("NoSuchFlag");
        }
    }
}
