package dev.promo.defaults.token;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.promo.defaults.web.HttpAutoConfiguration;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The stateless resource server every service is: each request brings its token, which is verified here again, whoever
 * passed it on. A service states its {@link PublicEndpoints}, and may bring its own {@link JWKSource} and, as beans of type
 * {@link OAuth2TokenValidator}, further rules for tokens. Whatever is below {@code /api/v1/admin} needs the role
 * {@code ADMIN}, in every service and even if it is stated as public.
 */
@AutoConfiguration(
        after = HttpAutoConfiguration.class,
        before = {OAuth2ResourceServerAutoConfiguration.class, ServletWebSecurityAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(TokenProperties.class)
public class TokenAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PublicEndpoints publicEndpoints() {
        return PublicEndpoints.of();
    }

    @Bean
    @ConditionalOnMissingBean(JWKSource.class)
    HttpKeyFetch keyFetch(TokenProperties properties) {
        return new HttpKeyFetch(properties.jwksUri());
    }

    @Bean
    @ConditionalOnMissingBean(JWKSource.class)
    JWKSource<SecurityContext> publishedKeys(HttpKeyFetch fetch) {
        return new PublishedKeys(fetch, System::nanoTime);
    }

    @Bean
    @ConditionalOnMissingBean
    JwtDecoder accessTokenDecoder(
            JWKSource<SecurityContext> keys,
            TokenProperties properties,
            Clock clock,
            ObjectProvider<OAuth2TokenValidator<Jwt>> furtherRules) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        processor.setJWTClaimsSetVerifier(null); // AccessTokenRules does it, with the injected clock
        var decoder = new NimbusJwtDecoder(processor);
        // Spring's own conversion reads iss as a URL, which forgives the case of its scheme; it is compared as text
        decoder.setClaimSetConverter(MappedJwtClaimSetConverter.withDefaults(Map.of("iss", issuer -> issuer)));
        var rules = Stream.<OAuth2TokenValidator<Jwt>>concat(
                Stream.of(new AccessTokenRules(properties, clock)), furtherRules.orderedStream());
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(rules.toList()));
        return token -> {
            try {
                return decoder.decode(token);
            } catch (BadJwtException bad) {
                throw bad;
            } catch (JwtException keysOutOfReach) {
                throw new KeysUnavailable(keysOutOfReach);
            }
        };
    }

    @Bean
    SecurityProblems securityProblems() {
        return new SecurityProblems();
    }

    /** The actuator's own port: no token, since probes and scrapers have none; only what is exposed is reachable there. */
    @Bean
    @Order(1)
    SecurityFilterChain managementSecurity(HttpSecurity http, Environment environment) {
        var management = new ManagementPort(environment);
        return http.securityMatcher(request -> management.is(request.getLocalPort()))
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain apiSecurity(HttpSecurity http, PublicEndpoints publicEndpoints, SecurityProblems problems) {
        return http.csrf(AbstractHttpConfigurer::disable) // nothing a browser sends by itself authenticates
                .headers(AbstractHttpConfigurer::disable) // SecurityHeadersFilter covers more answers
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(endpoints -> endpoints
                        .dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/api/v1/admin/**")
                        .hasRole("ADMIN")
                        .requestMatchers(publicEndpoints::include)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .oauth2ResourceServer(
                        tokens -> tokens.bearerTokenResolver(new StrictBearerTokenResolver(publicEndpoints))
                                .authenticationEntryPoint(problems)
                                .accessDeniedHandler(problems)
                                .jwt(jwt -> jwt.jwtAuthenticationConverter(CallerAuthentication::of)))
                .build();
    }
}
