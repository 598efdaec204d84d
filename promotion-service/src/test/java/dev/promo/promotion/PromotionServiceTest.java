package dev.promo.promotion;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.promo.events.AccountErased;
import dev.promo.events.FirstLogin;
import dev.promo.local.testing.TestBackends;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service on a real database and a real broker; one context for all that extend this. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "spring.kafka.consumer.properties.metadata.max.age.ms=1000",
            "promo.wallet.heartbeat=300ms",
            "promo.promotion.slowest-retry=500ms",
            "promo.promotion.sweep-every=1h"
        })
@Import(PromotionServiceTest.TestBeans.class)
public abstract class PromotionServiceTest {

    private static final KeyPair KEYS = Jwts.SIG.RS256.keyPair().build();

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    protected JdbcTemplate template;

    @DynamicPropertySource
    static void backends(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> TestBackends.jdbcUrl("promotion"));
        properties.add("spring.datasource.username", TestBackends::databaseUser);
        properties.add("spring.datasource.password", TestBackends::databasePassword);
        properties.add("spring.kafka.bootstrap-servers", TestBackends::kafkaBootstrapServers);
    }

    @BeforeEach
    protected void emptyLedger() {
        empty(jdbc);
    }

    /** Forgets everybody and every campaign. */
    public static void empty(JdbcClient jdbc) {
        jdbc.sql("UPDATE campaigns SET backlog = FALSE").update(); // nobody is served meanwhile
        // so that no job of an earlier test goes on
        jdbc.sql("DELETE FROM replay_jobs WHERE applies IS NOT NULL").update();
        jdbc.sql("DELETE FROM replay_jobs").update();
        for (var table : List.of(
                "idempotency_keys",
                "dead_letter_actions",
                "dead_letters",
                "free_slots",
                "voucher_changes",
                "redemptions",
                "vouchers",
                "ledger_steps",
                "first_logins",
                "erased_people",
                "campaign_pauses",
                "campaign_audit",
                "campaigns",
                "outbox")) {
            jdbc.sql("DELETE FROM " + table).update();
        }
    }

    protected long campaign(int totalVouchers, Instant startsAt, Instant endsAt) {
        return insertCampaign(jdbc, totalVouchers, startsAt, endsAt);
    }

    /** A campaign of 30 %, whose vouchers are good for a day; says its id. */
    public static long insertCampaign(JdbcClient jdbc, int totalVouchers, Instant startsAt, Instant endsAt) {
        jdbc.sql("""
                        INSERT INTO campaigns (name, total_vouchers, discount_type, discount_value, starts_at, ends_at,
                                               voucher_valid_seconds, created_at)
                        VALUES (:name, :total, 'PERCENT', 30, :startsAt, :endsAt, 86400, UTC_TIMESTAMP(6))
                        """)
                .param("name", "CAMPAIGN-" + UUID.randomUUID())
                .param("total", totalVouchers)
                .param("startsAt", utc(startsAt))
                .param("endsAt", utc(endsAt))
                .update();
        return jdbc.sql("SELECT MAX(id) FROM campaigns").query(Long.class).single();
    }

    /** The holders of slot 1, 2, 3 …; fails if the slots are not numbered like that. */
    protected List<Long> winners(long campaign) {
        var holders = jdbc.sql("SELECT slot, user_id FROM vouchers WHERE campaign_id = :id ORDER BY slot")
                .param("id", campaign)
                .query((row, n) -> {
                    if (row.getInt("slot") != n + 1) {
                        throw new AssertionError("slot " + row.getInt("slot") + " where " + (n + 1) + " should be");
                    }
                    return row.getLong("user_id");
                })
                .list();
        var issued = jdbc.sql("SELECT issued FROM campaigns WHERE id = :id")
                .param("id", campaign)
                .query(Integer.class)
                .single();
        if (issued != holders.size()) {
            throw new AssertionError("counter " + issued + " beside " + holders.size() + " vouchers");
        }
        return holders;
    }

    protected static String token(long userId, String fullName) {
        return token(userId, fullName, "USER");
    }

    protected static String token(long userId, String fullName, String... roles) {
        return token(userId, fullName, Instant.now().plusSeconds(900), roles);
    }

    protected static String token(long userId, String fullName, Instant until, String... roles) {
        return unsigned(userId, fullName, until, roles)
                .signWith(KEYS.getPrivate(), Jwts.SIG.RS256)
                .compact();
    }

    /** A token of somebody of whom no first login will ever be told. */
    protected static String tokenWithoutFirstLogin(long userId, String fullName) {
        return unsigned(userId, fullName, Instant.now().plusSeconds(900), "USER")
                .claim("first_login", "none")
                .signWith(KEYS.getPrivate(), Jwts.SIG.RS256)
                .compact();
    }

    private static JwtBuilder unsigned(long userId, String fullName, Instant until, String... roles) {
        var now = Instant.now();
        return Jwts.builder()
                .header()
                .type("at+jwt")
                .keyId("test")
                .and()
                .issuer("http://127.0.0.1:8080")
                .audience()
                .add("promo-api")
                .and()
                .subject(Long.toString(userId))
                .id(UUID.randomUUID().toString())
                .claim("sid", UUID.randomUUID().toString())
                .claim("name", fullName)
                .claim("roles", List.of(roles))
                .issuedAt(java.util.Date.from(now))
                .expiration(java.util.Date.from(until));
    }

    public static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class TestBeans {

        @Bean
        JWKSource<SecurityContext> keys() {
            var key = new RSAKey.Builder((RSAPublicKey) KEYS.getPublic())
                    .keyID("test")
                    .build();
            return new ImmutableJWKSet<>(new JWKSet(key));
        }

        @Bean
        static RecordedStatements recordedStatements() {
            return new RecordedStatements();
        }

        @Bean
        static BeanPostProcessor recordedDataSource(RecordedStatements statements) {
            return statements.aroundTheDataSource();
        }

        /** In production the auth-service owns it. */
        @Bean
        NewTopic firstLogins() {
            return TopicBuilder.name(FirstLogin.TOPIC).partitions(1).replicas(1).build();
        }

        /** That too. */
        @Bean
        NewTopic erasures() {
            return TopicBuilder.name(AccountErased.TOPIC)
                    .partitions(1)
                    .replicas(1)
                    .build();
        }
    }
}
