package dev.promo.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Each rule is checked against the gateway and against a package of offenders that shows it bites. */
class ArchitectureTests {
    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.promo.gateway");
    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages("dev.promo.gateway.offenders");

    private static final ArchRule NO_SERVICE_CODE = noClasses()
            .that()
            .resideInAPackage("dev.promo.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "org.springframework.kafka..", "dev.promo.auth..", "dev.promo.promotion..")
            .because("the gateway holds no state and knows its services by HTTP only");

    private static final ArchRule FEATURES_ARE_CLOSED = classes()
            .that()
            .resideInAnyPackage(
                    "..address..",
                    "..apidocs..",
                    "..cors..",
                    "..limits..",
                    "..revocation..",
                    "..routes..",
                    "..security..")
            .should()
            .notBePublic()
            .because("a feature of the gateway is used by nobody but Spring");

    private static final ArchRule NO_CYCLES =
            slices().matching("dev.promo.gateway.(**)").should().notDependOnEachOther();

    private static final ArchRule TOKENS_ARE_VERIFIED_ELSEWHERE = noClasses()
            .that()
            .resideInAPackage("dev.promo.gateway..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.nimbusds..", "io.jsonwebtoken..")
            .because("all services verify tokens by the same code");

    @Test
    void theGatewayKnowsItsServicesByHttpOnly() {
        NO_SERVICE_CODE.check(GATEWAY);
        assertThat(NO_SERVICE_CODE.evaluate(OFFENDERS).hasViolation()).isTrue();
    }

    @Test
    void theFeaturesAreClosed() {
        FEATURES_ARE_CLOSED.check(GATEWAY);
        assertThat(FEATURES_ARE_CLOSED.evaluate(OFFENDERS).hasViolation()).isTrue();
    }

    @Test
    void theFeaturesDoNotKnowEachOther() {
        NO_CYCLES.check(GATEWAY);
        assertThat(NO_CYCLES.evaluate(OFFENDERS).hasViolation()).isTrue();
    }

    @Test
    void tokensAreVerifiedByTheSharedCodeOnly() {
        TOKENS_ARE_VERIFIED_ELSEWHERE.check(GATEWAY);
        assertThat(TOKENS_ARE_VERIFIED_ELSEWHERE.evaluate(OFFENDERS).hasViolation())
                .isTrue();
    }
}
