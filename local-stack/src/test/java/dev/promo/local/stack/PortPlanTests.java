package dev.promo.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PortPlanTests {

    @Test
    void theUsualPortsAreDistinctAndBelowTheRangeOfOutgoingConnections() {
        assertThat(PortPlan.usual().numbers().values())
                .doesNotHaveDuplicates()
                .allSatisfy(number -> assertThat(number).isBetween(1024, 32767));
    }

    @Test
    void everyPortCanBeChangedByAnOptionAndAVariableOfItsOwn() {
        assertThat(Arrays.stream(StackPort.values()).map(StackPort::option)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(StackPort.values()).map(StackPort::variable)).doesNotHaveDuplicates();
    }

    @Test
    void aTakenPortIsNamedWithWhoNeedsItAndHowToChangeIt() {
        assertThat(PortPlan.usual().objections(port -> port != 13306))
                .singleElement()
                .asString()
                .contains("Port 13306", "MariaDB", "--mariadb-port", "PROMO_MARIADB_PORT");
    }

    @Test
    void aPortGivenTwiceIsNamedWithBothWhoWantIt() {
        var plan = PortPlan.of(port -> port == StackPort.AUTH ? 8080 : port.usual());

        assertThat(plan.objections(_ -> true))
                .singleElement()
                .asString()
                .contains("Port 8080", "the gateway", "the auth-service", "--auth-port");
    }

    @Test
    void aNumberThatIsNoPortIsRefused() {
        var plan = PortPlan.of(port -> port == StackPort.KAFKA ? 70_000 : port.usual());

        assertThat(plan.objections(_ -> true)).singleElement().asString().contains("70000 is no port for Kafka");
    }

    @Test
    void nothingIsSaidAgainstPortsThatAreFree() {
        assertThat(PortPlan.usual().objections(_ -> true)).isEmpty();
    }

    @Test
    void plansForStacksSideBySideHaveNoPortInCommon() {
        assertThat(PortPlan.free().numbers().values())
                .doesNotContainAnyElementsOf(PortPlan.free().numbers().values());
    }
}
