package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.ProjectHome;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.HomePage.CampaignState;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.PortPlan;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * This build and the release before it, one after the other on the same data. The newer one meets rows and records of the older, the
 * older one the schema that the newer made of its own: as instances do that are not replaced yet, and whoever goes back.
 *
 * <p>Only with that release at hand: {@code .ci/upgrade} builds it and names its checkout in {@code promo.previous}.
 */
@EnabledIfSystemProperty(named = "promo.previous", matches = ".+")
class UpgradeIT {

    private static final ProjectHome THIS = ProjectHome.find();

    private final ProjectHome previous = new ProjectHome(Path.of(System.getProperty("promo.previous", "")));
    private final StackDesign design = StackDesign.in(
                    Path.of("target", "system", UUID.randomUUID().toString()), PortPlan.free())
            .with("auth", "PROMO_AUTH_BCRYPT_COST", "4");
    private final List<Person> served = new ArrayList<>();

    @Test
    void whatOneReleaseLeavesTheOtherGoesOnWith() throws Exception {
        RunningSystem.Campaign campaign;
        Person newcomer;
        try (var stack = start(previous)) {
            var system = new RunningSystem(design, stack);
            campaign = system.newCampaign(100);
            newcomer = system.newPeople(1).getFirst(); // known to the one, logs in at the other
            serve(system, campaign, system.newPeople(1).getFirst());
        }
        try (var stack = start(THIS)) {
            var system = new RunningSystem(design, stack);
            serve(system, campaign, newcomer);
            newcomer = system.newPeople(1).getFirst();
        }
        try (var stack = start(previous)) {
            var system = new RunningSystem(design, stack);
            serve(system, campaign, newcomer);
            serve(system, campaign, system.newPeople(1).getFirst());
        }
        try (var stack = start(THIS)) {
            var system = new RunningSystem(design, stack);
            serve(system, campaign, system.newPeople(1).getFirst());
            assertThat(system.deadLetters()).isZero();
        }
    }

    private Stack start(ProjectHome home) throws Exception {
        var stack = new Stack(home, design, StackListener.SILENT);
        stack.start();
        return stack;
    }

    /** Logs somebody in for the first time; that person has the next voucher then, and everybody before still theirs. */
    private void serve(RunningSystem system, RunningSystem.Campaign campaign, Person person) throws Exception {
        try (var gateway = system.gateway(0)) {
            assertThat(RunningSystem.logIn(gateway, person, 0).firstLogin()).isTrue();
            served.add(person);
            await().atMost(PATIENCE).until(() -> system.hasSeen(List.of(person)));
            assertThat(system.winners(campaign)).isEqualTo(system.userIds(served));
            for (var one : served) {
                assertThat(stateFor(gateway, one, campaign)).isEqualTo(CampaignState.ISSUED);
            }
        }
    }

    private static CampaignState stateFor(Gateway gateway, Person person, RunningSystem.Campaign campaign)
            throws InterruptedException {
        var token = RunningSystem.logIn(gateway, person, 1).accessToken();
        return RunningSystem.stateIn(campaign, gateway.homepage(token));
    }
}
