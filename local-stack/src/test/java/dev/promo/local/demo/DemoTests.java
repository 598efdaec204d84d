package dev.promo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DemoTests {

    private final List<String> said = new ArrayList<>();

    @Test
    void aFreshSystemGivesOutAHundredVouchersToThreeHundredPeople() throws Exception {
        try (var system = new FakeSystem()) {
            var result = run(system);

            assertThat(result.findings()).allMatch(Finding::holds);
            assertThat(result.findings())
                    .contains(
                            Finding.of("vouchers issued", 100, 100),
                            Finding.of("slots", "1-100", "1-100"),
                            Finding.of("sold out", 200L, 200L),
                            Finding.of("first logins", 300L, 300L));
            assertThat(result.latency().samples()).hasSize(25);
        }
    }

    @Test
    void theSecondTimeNobodyIsNewAndEverythingStillHolds() throws Exception {
        try (var system = new FakeSystem()) {
            run(system);
            said.clear();

            var again = run(system);

            assertThat(again.holds()).isTrue();
            assertThat(again.latency().isEmpty()).isTrue();
            assertThat(said).anyMatch(line -> line.contains("Nobody was new"));
        }
    }

    @Test
    void somebodyWhoCameBeforeHasTakenAVoucherAndTheCountAllowsForIt() throws Exception {
        try (var system = new FakeSystem();
                var gateway = new Gateway(system.url())) {
            var early = Person.numbered("early", 1, "+849130");
            gateway.signUp(early);
            gateway.logIn(early.identifiers().getFirst(), early.password());

            var result = run(system);

            assertThat(result.holds()).isTrue();
            assertThat(result.findings()).contains(Finding.of("first logins", 301L, 301L));
        }
    }

    @Test
    void aSystemThatIsBusyForAMomentIsAskedAgain() throws Exception {
        try (var system = new FakeSystem().overloadedFor(3)) {
            assertThat(run(system).holds()).isTrue();
        }
    }

    @Test
    void aVoucherTooManyIsSeen() throws Exception {
        try (var system = new FakeSystem().givesVouchersTooMany(1)) {
            assertThat(run(system).findings())
                    .filteredOn(finding -> !finding.holds())
                    .extracting(Finding::what)
                    .contains("vouchers issued", "slots", "sold out", "the system's own verdict");
        }
    }

    @Test
    void aSecondFirstLoginIsSeen() throws Exception {
        try (var system = new FakeSystem().takesEveryLoginForTheFirst()) {
            assertThat(run(system).findings())
                    .filteredOn(finding -> !finding.holds())
                    .extracting(Finding::what)
                    .containsExactly("people with more than one \"first\" login");
        }
    }

    @Test
    void whereNobodyAnswersTheDemoSaysSo() throws IOException {
        URI nobody;
        try (var system = new FakeSystem()) {
            nobody = system.url();
        }

        assertThatThrownBy(() -> new Demo(new Gateway(nobody), said::add).run())
                .isInstanceOf(Gateway.Unreachable.class)
                .hasMessageContaining(nobody.toString());
    }

    @Test
    void theDemosPeopleHaveIdentifiersOfTheirOwn() {
        var people = Person.crowd(300);

        assertThat(people).extracting(Person::userName).doesNotHaveDuplicates().startsWith("demo-person-001");
        assertThat(people).extracting(Person::email).doesNotHaveDuplicates();
        assertThat(people)
                .extracting(Person::phoneNumber)
                .doesNotHaveDuplicates()
                .allMatch(phone -> phone.matches("\\+849[0-46-9]\\d{7}"));
    }

    private DemoResult run(FakeSystem system) throws InterruptedException {
        try (var gateway = new Gateway(system.url())) {
            return new Demo(gateway, said::add).run();
        }
    }
}
