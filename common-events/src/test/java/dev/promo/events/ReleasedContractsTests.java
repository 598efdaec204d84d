package dev.promo.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gate: nothing is built that breaks a contract of any release, as {@code src/test/resources/released} has them. */
class ReleasedContractsTests {

    private static final String HOW_TO_GO_ON =
            "what breaks the contract of %s: add an optional field, or a type of a new version (README, Evolution)";

    static Stream<Contract> released() {
        return Contract.released();
    }

    static Stream<Arguments> samples() {
        return released()
                .flatMap(contract -> contract.samples().entrySet().stream()
                        .map(sample -> Arguments.of(contract, sample.getKey(), sample.getValue())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("released")
    void noSchemaBreaksWhatAReleasePromised(Contract contract) {
        var current = Contract.current().schemas();
        var breaking = new ArrayList<String>();
        contract.schemas().forEach((name, schema) -> {
            if (current.containsKey(name)) {
                SchemaChanges.breaking(schema, current.get(name)).forEach(change -> breaking.add(name + ": " + change));
            } else {
                breaking.add(name + ": the schema is gone; records of that type are there for ever");
            }
        });

        assertThat(breaking).as(HOW_TO_GO_ON, contract).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("released")
    void noSampleOfAReleaseIsGoneOrChanged(Contract contract) {
        assertThat(Contract.current().samples())
                .as("samples of %s in src/main/resources/golden", contract)
                .containsAllEntriesOf(contract.samples());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("samples")
    void everySampleOfAReleaseIsReadAndKeepsToTheSchemaOfToday(Contract contract, String name, GoldenRecord sample) {
        assertThatCode(() -> Formats.read(sample)).doesNotThrowAnyException();
        assertThat(EventSchema.ofSample(name).errors(sample.data().toString())).isEmpty();
    }

    @Test
    void noSchemaRefusesWhatLaterReleasesMayAdd() {
        var closed = new ArrayList<String>();
        Contract.current()
                .schemas()
                .forEach((name, schema) ->
                        SchemaChanges.closed(schema).forEach(place -> closed.add(name + ": " + place)));

        assertThat(closed).isEmpty();
    }

    @Test
    void aVersionThatIsReleasedHasItsContractStored() {
        var version = System.getProperty("promo.version", "0-SNAPSHOT"); // as Maven tells it
        if (version.endsWith("-SNAPSHOT")) {
            return;
        }
        var stored = Contract.released(version);

        assertThat(stored.isStored())
                .as("the contract of %s is stored in %s (README, Evolution)", version, stored.folder())
                .isTrue();
        assertThat(stored.schemas()).isEqualTo(Contract.current().schemas());
        assertThat(stored.samples()).isEqualTo(Contract.current().samples());
    }
}
