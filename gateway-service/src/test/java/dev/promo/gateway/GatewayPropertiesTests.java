package dev.promo.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.gateway.GatewayProperties.CredentialRateLimit;
import dev.promo.gateway.GatewayProperties.RateLimit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class GatewayPropertiesTests {

    @Test
    void credentialsAreLimitedMuchMoreThanAnythingElse() {
        var gateway = boundTo(Map.of());

        assertThat(gateway.rateLimit()).isEqualTo(new RateLimit(300, 600, 50_000));
        assertThat(gateway.credentialLimit()).isEqualTo(new RateLimit(20, 60, 50_000));
    }

    @Test
    void operatorsSetTheLimitsByVariables() {
        var gateway = boundTo(Map.of(
                "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_PER_SECOND", "7",
                "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_BURST", "8",
                "PROMO_GATEWAY_RATE_LIMIT_MAX_ADDRESSES", "9"));

        assertThat(gateway.credentialLimit()).isEqualTo(new RateLimit(7, 8, 9));
    }

    @Test
    void aLimitThatLetsNobodyInIsRefusedByName() {
        assertThatThrownBy(() -> new CredentialRateLimit(0, 10)).hasMessageContaining("credential-rate-limit");
        assertThatThrownBy(() -> new CredentialRateLimit(10, 9)).hasMessageContaining("credential-rate-limit");
    }

    private static GatewayProperties boundTo(Map<String, Object> variables) {
        var environment = new StandardEnvironment();
        var name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
        return Binder.get(environment).bindOrCreate("promo.gateway", GatewayProperties.class);
    }
}
