package dev.promo.auth.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.bind.annotation.RestController;

/** The rules of this service's structure; each is shown to bite on classes made to break it. */
class AuthArchitectureTests {

    private static final JavaClasses SERVICE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.promo.auth");
    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages("dev.promo.offenders");

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(
                        "features form no cycle",
                        slices().matching("dev.promo.auth.(*)..").should().beFreeOfCycles(),
                        slices().matching("dev.promo.offenders.(*)..").should().beFreeOfCycles()),
                rule(
                        "controllers are nobody's API",
                        classes()
                                .that()
                                .areAnnotatedWith(RestController.class)
                                .should()
                                .bePackagePrivate()),
                rule(
                        "time comes from the injected clock",
                        noClasses()
                                .should()
                                .callMethod(Instant.class, "now")
                                .orShould()
                                .callMethod(LocalDate.class, "now", ZoneId.class)),
                only("token", "jjwt", "io.jsonwebtoken.."),
                only("topic", "Kafka", "org.apache.kafka..", "org.springframework.kafka.."),
                only("password", "bcrypt", "org.springframework.security.crypto.."),
                rule(
                        "accounts are stored by JPA, everything else by SQL one can see",
                        noClasses()
                                .that()
                                .resideOutsideOfPackage("..account..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage("jakarta.persistence..", "org.springframework.data.jpa..")));
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
                .map(type -> type.getPackageName().replaceFirst("^dev\\.promo\\.auth\\.?", ""))
                .filter(name -> !name.isEmpty());

        assertThat(packages.distinct())
                .containsExactlyInAnyOrder(
                        "account",
                        "attempt",
                        "audit",
                        "erasure",
                        "form",
                        "login",
                        "partner",
                        "password",
                        "recovery",
                        "secret",
                        "session",
                        "token",
                        "topic");
    }

    private static Arguments only(String feature, String what, String... packages) {
        return rule(
                "only " + feature + " knows " + what,
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.promo.auth." + feature + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages));
    }

    private static Arguments rule(String name, ArchRule rule) {
        return Arguments.of(name, rule, rule);
    }
}
