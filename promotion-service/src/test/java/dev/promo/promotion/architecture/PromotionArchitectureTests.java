package dev.promo.promotion.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.bind.annotation.RestController;

/** The rules of this service's structure; each is shown to bite on classes made to break it. */
class PromotionArchitectureTests {

    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.promo.promotion");
    private static final JavaClasses OFFENDERS =
            new ClassFileImporter().importPackages("dev.promo.promotion.architecture.bad");

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(
                        "features form no cycle",
                        slices().matching("dev.promo.promotion.(*)..").should().beFreeOfCycles(),
                        slices().matching("dev.promo.promotion.architecture.bad.(*)..")
                                .should()
                                .beFreeOfCycles()),
                rule(
                        "controllers are nobody's API",
                        classes()
                                .that()
                                .areAnnotatedWith(RestController.class)
                                .should()
                                .bePackagePrivate()),
                rule(
                        "time comes from the injected clock, so that a replay decides like the first time",
                        noClasses().should().callMethod(Instant.class, "now")),
                rule(
                        "only vouchers, replays and the dead-letter desk speak Kafka, beside the declarations of the topics",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages("..voucher..", "..replay..", "..deadletter..", "..topic..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theServiceKeepsTheRule(String name, ArchRule rule, ArchRule sameForOffenders) {
        rule.check(SERVICE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void theRuleBites(String name, ArchRule rule, ArchRule sameForOffenders) {
        assertThat(sameForOffenders.evaluate(OFFENDERS).hasViolation()).isTrue();
    }

    @Test
    void theFeaturesAreThese() {
        var packages = SERVICE.stream()
                .map(type -> type.getPackageName().replaceFirst("^dev\\.promo\\.promotion\\.?", ""))
                .filter(name -> !name.isEmpty());

        assertThat(packages.distinct())
                .containsExactlyInAnyOrder(
                        "campaign",
                        "checkout",
                        "csv",
                        "database",
                        "deadletter",
                        "idempotency",
                        "jobs",
                        "journal",
                        "replay",
                        "report",
                        "topic",
                        "voucher",
                        "wallet");
    }

    private static Arguments rule(String name, ArchRule rule) {
        return Arguments.of(name, rule, rule);
    }
}
