package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.HomePage.CampaignState;
import dev.promo.local.demo.Person;
import dev.promo.local.process.Component;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may go wrong, and what holds all the same. Two instances of every service run. */
class FaultsIT {

    private RunningSystem system = RunningSystem.healthy();

    @BeforeEach
    void everythingRuns() {
        system = RunningSystem.healthy();
    }

    /** After whatever happened: as many events as first logins, everything sent, everything read, nothing set aside. */
    @AfterEach
    void nothingWasLostAndNothingIsLeftOver() {
        RunningSystem.healthy();
        await().atMost(PATIENCE).until(() -> system.pendingEvents() == 0 && system.lag() == 0);
        // of who was erased nothing is left, and all of them had logged in; who came back has no first login again
        var firstLogins = system.auth().sql("""
                        SELECT COUNT(*) FROM users
                         WHERE latest_login IS NOT NULL AND NOT returned OR erased_at IS NOT NULL
                        """).query(Integer.class).single();
        var log = system.log();
        assertThat(log.distinctEvents()).isEqualTo(firstLogins);
        assertThat(log.recordsOfUser()).hasSize(firstLogins);
        assertThat(system.promotion()
                        .sql("SELECT COUNT(*) FROM first_logins")
                        .query(Integer.class)
                        .single())
                .isEqualTo(firstLogins);
        assertThat(system.deadLetters()).isZero();
    }

    @Test
    void whileNobodyGivesVouchersTheQueueFormsAndTheFirstHundredOfItAreTheWinners() throws Exception {
        var people = system.newPeople(300);
        var promotions = system.stack().promotions();
        promotions.forEach(Component::stop);
        var campaign = system.newCampaign(100);

        try (var gateway = system.gateway(0)) {
            for (var person : people) {
                assertThat(RunningSystem.logIn(gateway, person, 0).firstLogin()).isTrue();
            }
        }
        system.startAll(promotions);

        await().atMost(PATIENCE).until(() -> system.hasSeen(people));
        assertThat(system.winners(campaign)).isEqualTo(system.userIds(people.subList(0, 100)));
    }

    @Test
    void ofFiftyParallelFirstLoginsThroughTwoAuthServicesExactlyOneIsTheFirst() throws Exception {
        var people = system.newPeople(4);
        var campaign = system.newCampaign(10);
        var fiftyEach = people.stream()
                .flatMap(person -> Collections.nCopies(50, person).stream())
                .toList();

        var logins = system.logInAtOnce(fiftyEach);

        assertThat(logins).filteredOn(Gateway.Login::firstLogin).hasSize(4);
        await().atMost(PATIENCE).until(() -> system.hasSeen(people));
        assertThat(system.winners(campaign)).containsExactlyInAnyOrderElementsOf(system.userIds(people));
    }

    @Test
    void aPromotionServiceKilledInMidBatchGivesNothingTwiceAndForgetsNobody() throws Exception {
        var people = system.newPeople(60);
        var campaign = system.newCampaign(40);

        try (var ledger = ledgerConnection()) {
            lock(ledger, campaign); // the batch waits in the middle of its transaction
            system.logInAtOnce(people);
            await().atMost(PATIENCE).until(() -> system.pendingEvents() == 0);
            await().atMost(PATIENCE).until(this::aBatchIsWaitingForALock);
            system.stack().promotions().forEach(Component::kill);
            ledger.rollback();
        }
        assertThat(system.winners(campaign)).isEmpty();
        system.startAll(system.stack().promotions());

        await().atMost(PATIENCE).until(() -> system.hasSeen(people));
        assertThat(system.winners(campaign)).hasSize(40).doesNotHaveDuplicates();
    }

    @Test
    void whenOnePromotionServiceIsKilledTheOtherGoesOnWithoutAnybodysHelp() throws Exception {
        var campaign = system.newCampaign(100);
        var people = system.newPeople(40);

        system.logInAtOnce(people.subList(0, 20));
        system.stack().promotions().getFirst().kill();
        try (var other = system.gateway(1)) {
            for (var person : people.subList(20, 40)) {
                RunningSystem.logIn(other, person, 0);
            }
        }

        await().atMost(PATIENCE).until(() -> system.hasSeen(people));
        assertThat(system.winners(campaign)).containsExactlyInAnyOrderElementsOf(system.userIds(people));
    }

    @Test
    void anAuthServiceKilledBetweenCommitAndPublishLosesNoEvent() throws Exception {
        var people = system.newPeople(20);
        var campaign = system.newCampaign(100);
        system.stack().kafka().stop();

        var logins = system.logInAtOnce(people);
        assertThat(logins).allMatch(Gateway.Login::firstLogin);
        assertThat(system.pendingEvents()).isEqualTo(20);
        system.stack().auths().forEach(Component::kill);
        system.stack().start(system.stack().kafka());
        system.startAll(system.stack().auths());

        await().atMost(PATIENCE).until(() -> system.hasSeen(people));
        assertThat(system.winners(campaign)).containsExactlyInAnyOrderElementsOf(system.userIds(people));
    }

    @Test
    void whenTheAuthServiceThatRelaysIsKilledTheOtherRelaysAndTheOrderStays() throws Exception {
        var people = system.newPeople(40);
        var promotions = system.stack().promotions();
        promotions.forEach(Component::stop);
        var campaign = system.newCampaign(40);
        await().atMost(PATIENCE).until(() -> system.relaying() >= 0);
        var number = system.relaying();
        var relaying = system.stack().auths().get(number);
        var kafka = system.stack().kafka();

        try (var other = system.gateway(1 - number)) {
            kafka.pause(); // so that the relay holds events that nobody has acknowledged
            try {
                logInOneByOne(other, people.subList(0, 20));
                assertThat(system.pendingEvents()).isEqualTo(20);
                relaying.kill();
                logInOneByOne(other, people.subList(20, 40));
                await().atMost(PATIENCE).until(() -> system.relaying() == 1 - number);
                assertThat(system.pendingEvents()).isEqualTo(40);
            } finally {
                kafka.resume();
            }
        }
        await().atMost(PATIENCE).until(() -> system.pendingEvents() == 0);
        system.startAll(List.of(relaying));
        system.startAll(promotions);

        await().atMost(PATIENCE).until(() -> system.hasSeen(people));
        assertThat(system.winners(campaign)).isEqualTo(system.userIds(people));
    }

    private static void logInOneByOne(Gateway gateway, List<Person> people) throws InterruptedException {
        for (var person : people) {
            RunningSystem.logIn(gateway, person, 0);
        }
    }

    @Test
    void aRedeliveryOfTheWholeTopicChangesNothing() throws Exception {
        system.newCampaign(50);
        var people = system.newPeople(60);
        system.logInAtOnce(people);
        await().atMost(PATIENCE).until(() -> system.hasSeen(people) && system.lag() == 0);
        var before = system.ledger();

        var promotions = system.stack().promotions();
        promotions.forEach(Component::stop);
        system.rewindTheConsumers();
        assertThat(system.lag()).isEqualTo(system.log().records());
        system.startAll(promotions);

        await().atMost(PATIENCE).until(() -> system.lag() == 0);
        assertThat(system.ledger()).isEqualTo(before);
    }

    @Test
    void aBrokerThatIsDownForAMinuteStopsNobodyFromLoggingInAndEverybodyGetsTheirVoucherLater() throws Exception {
        var campaign = system.newCampaign(1_000);
        var people = system.newPeople(60);
        system.stack().kafka().stop();
        var down = Instant.now();

        var tokens = new ArrayList<String>();
        try (var gateway = system.gateway(0)) {
            for (var person : people) {
                var login = RunningSystem.logIn(gateway, person, 0);
                assertThat(login.firstLogin()).isTrue();
                tokens.add(login.accessToken());
                await().atMost(PATIENCE) // spread over the minute
                        .until(() -> Duration.between(down, Instant.now()).toSeconds() >= tokens.size());
            }
            assertThat(tokens)
                    .allSatisfy(token -> assertThat(RunningSystem.stateIn(campaign, gateway.homepage(token)))
                            .isEqualTo(CampaignState.PENDING));

            system.stack().start(system.stack().kafka());

            await().atMost(PATIENCE).until(() -> system.hasSeen(people));
            assertThat(tokens)
                    .allSatisfy(token -> assertThat(RunningSystem.stateIn(campaign, gateway.homepage(token)))
                            .isEqualTo(CampaignState.ISSUED));
        }
        assertThat(system.winners(campaign)).isEqualTo(system.userIds(people));
    }

    @Test
    void theServicesStartWithoutDatabaseAndBrokerAndAreReadyWhenThoseAre() throws Exception {
        var stack = system.stack();
        var services = IntStream.of(0)
                .boxed()
                .flatMap(i -> List.<Component>of(
                        stack.auths().get(i), stack.promotions().get(i))
                        .stream())
                .toList();
        stack.auths().forEach(Component::stop);
        stack.promotions().forEach(Component::stop);
        stack.kafka().stop();
        stack.mariaDb().stop();

        services.forEach(Component::start);
        for (var service : List.of(stack.auths().getFirst(), stack.promotions().getFirst())) {
            await().atMost(PATIENCE)
                    .until(() -> Http.status(service.managementUrl(), "/actuator/health/liveness") == 200);
            assertThat(Http.status(service.managementUrl(), "/actuator/health/readiness"))
                    .isEqualTo(503);
        }
        stack.start(stack.mariaDb());
        stack.start(stack.kafka());

        for (var service : services) {
            service.awaitReady(PATIENCE);
        }
        var people = system.newPeople(1);
        var campaign = system.newCampaign(1);
        try (var gateway = system.gateway(0)) {
            RunningSystem.logIn(gateway, people.getFirst(), 0);
        }
        await().atMost(PATIENCE).until(() -> system.hasSeen(people));
        assertThat(system.winners(campaign)).isEqualTo(system.userIds(people));
    }

    private Connection ledgerConnection() throws SQLException {
        var connection = system.promotionConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void lock(Connection ledger, RunningSystem.Campaign campaign) throws SQLException {
        try (var select = ledger.prepareStatement("SELECT id FROM campaigns WHERE id = ? FOR UPDATE")) {
            select.setLong(1, campaign.id());
            select.executeQuery().close();
        }
    }

    private boolean aBatchIsWaitingForALock() {
        return system.promotion()
                        .sql("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%FOR UPDATE%'"
                                + " AND info NOT LIKE '%processlist%'")
                        .query(Integer.class)
                        .single()
                > 0;
    }
}
