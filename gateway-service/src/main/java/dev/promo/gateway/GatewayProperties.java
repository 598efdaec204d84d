package dev.promo.gateway;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code promo.gateway.*}.
 *
 * @param authUrl where auth-service listens, without a path
 * @param promotionUrl where promotion-service listens, without a path
 * @param connectTimeout how long a connection to a service may take to be made
 * @param readTimeout how long a service may take to answer in full
 * @param longestWait how much longer it may take where a client would rather wait ({@code Prefer: wait})
 * @param idleLimit how long an answer that is passed on piece by piece may be silent
 * @param maxAnswerSize largest answer taken from a service; a larger one becomes a 502
 * @param rateLimit how often one client address may ask
 * @param credentialRateLimit how often one client address may send a password or a secret
 */
@ConfigurationProperties("promo.gateway")
public record GatewayProperties(
        @DefaultValue("http://127.0.0.1:8081") URI authUrl,
        @DefaultValue("http://127.0.0.1:8082") URI promotionUrl,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("30s") Duration longestWait,
        @DefaultValue("60s") Duration idleLimit,
        @DefaultValue("4MB") DataSize maxAnswerSize,
        @DefaultValue RateLimit rateLimit,
        @DefaultValue CredentialRateLimit credentialRateLimit) {

    /** The limit on logging in and signing up, remembering as many addresses as the other. */
    public RateLimit credentialLimit() {
        return new RateLimit(credentialRateLimit.perSecond(), credentialRateLimit.burst(), rateLimit.maxAddresses());
    }

    /**
     * A token bucket for each client address.
     *
     * @param perSecond requests a second in the long run
     * @param burst requests at once after a quiet time
     * @param maxAddresses addresses remembered; those beyond share one bucket, so that memory stays bounded
     */
    public record RateLimit(
            @DefaultValue("300") long perSecond,
            @DefaultValue("600") long burst,
            @DefaultValue("50000") int maxAddresses) {
        public RateLimit {
            if (perSecond <= 0 || burst < perSecond || maxAddresses <= 0) {
                throw new IllegalArgumentException(
                        "promo.gateway.rate-limit: per-second and max-addresses are positive, burst at least per-second");
            }
        }
    }

    /**
     * A token bucket for each client address, for what costs a service a bcrypt computation: a core does about ten a second,
     * so a few hundred of them a second from one address would leave nothing for anybody else.
     *
     * @param perSecond log-ins and sign-ups a second in the long run
     * @param burst log-ins and sign-ups at once after a quiet time
     */
    public record CredentialRateLimit(
            @DefaultValue("20") long perSecond,
            @DefaultValue("60") long burst) {
        public CredentialRateLimit {
            if (perSecond <= 0 || burst < perSecond) {
                throw new IllegalArgumentException(
                        "promo.gateway.credential-rate-limit: per-second is positive, burst at least per-second");
            }
        }
    }
}
