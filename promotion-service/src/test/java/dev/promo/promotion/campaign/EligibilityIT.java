package dev.promo.promotion.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.campaign.Eligibility.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class EligibilityIT extends PromotionServiceTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant PAUSE = Instant.parse("2026-03-10T00:00:00.000001Z");
    private static final Instant RESUMED = Instant.parse("2026-03-11T12:34:56.123456Z");
    private static final Instant LAST_PAUSE = Instant.parse("2026-03-20T00:00:00Z");
    private static final Instant END = Instant.parse("2026-04-01T00:00:00Z");
    private static final Instant REGISTERED_AFTER = Instant.parse("2026-02-01T00:00:00.5Z");

    @Autowired
    private CampaignStore store;

    private long users;

    @Test
    void theRuleInJavaAndTheRuleInSqlAgreeToTheMicrosecond() {
        var campaigns = List.of(
                campaign(null, null, false, false),
                campaign(REGISTERED_AFTER, null, false, false),
                campaign(null, 3, false, false),
                campaign(REGISTERED_AFTER, 3, false, false),
                campaign(null, null, true, false),
                campaign(null, null, true, true),
                campaign(REGISTERED_AFTER, 3, true, true));
        var logins = logins();

        var inSql = new HashSet<>(jdbc.sql("""
                        SELECT c.id, l.seq FROM campaigns c JOIN first_logins l ON %s
                        """.formatted(Eligibility.SQL))
                .query((row, n) -> new Case(row.getLong("id"), row.getLong("seq")))
                .list());

        var inJava = new HashSet<Case>();
        for (var id : campaigns) {
            var rule = store.find(id).orElseThrow().eligibility();
            for (var login : logins) {
                if (rule.admits(login.facts())) {
                    inJava.add(new Case(id, login.seq()));
                }
            }
        }
        assertThat(inJava).isEqualTo(inSql);
        for (var id : campaigns) {
            assertThat(inJava.stream().filter(one -> one.campaign() == id).count())
                    .as("campaign %d takes some and leaves some", id)
                    .isBetween(1L, logins.size() - 1L);
        }
    }

    private record Case(long campaign, long seq) {}

    private record Login(long seq, Facts facts) {}

    private List<Login> logins() {
        var logins = new ArrayList<Login>();
        for (var occurredAt : aroundEachOf(START, PAUSE, RESUMED, LAST_PAUSE, END)) {
            for (var registeredAt : orUnknown(aroundEachOf(REGISTERED_AFTER))) {
                for (var birthMonth : orUnknown(List.of(2, 3))) {
                    logins.add(login(new Facts(occurredAt, registeredAt, birthMonth)));
                }
            }
        }
        return logins;
    }

    private static List<Instant> aroundEachOf(Instant... moments) {
        return Stream.of(moments)
                .flatMap(moment -> Stream.of(moment.minusNanos(1_000), moment, moment.plusNanos(1_000)))
                .toList();
    }

    private static <T> List<@Nullable T> orUnknown(List<T> values) {
        var all = new ArrayList<@Nullable T>(values);
        all.add(null);
        return all;
    }

    private Login login(Facts facts) {
        jdbc.sql("""
                        INSERT INTO first_logins (user_id, event_id, occurred_at, registered_at, birth_month,
                                                  partition_id, log_offset, received_at)
                        VALUES (?, ?, ?, ?, ?, 0, 0, ?)
                        """)
                .param(++users)
                .param(new byte[16])
                .param(utc(facts.occurredAt()))
                .param(facts.registeredAt() == null ? null : utc(facts.registeredAt()))
                .param(facts.birthMonth())
                .param(utc(END))
                .update();
        return new Login(
                jdbc.sql("SELECT MAX(seq) FROM first_logins").query(Long.class).single(), facts);
    }

    private long campaign(
            @Nullable Instant registeredAfter, @Nullable Integer birthMonth, boolean paused, boolean pausedAgain) {
        var id = campaign(0, START, END);
        jdbc.sql("UPDATE campaigns SET registered_after = ?, birth_month = ? WHERE id = ?")
                .param(registeredAfter == null ? null : utc(registeredAfter))
                .param(birthMonth)
                .param(id)
                .update();
        if (paused) {
            pause(id, PAUSE, RESUMED);
        }
        if (pausedAgain) {
            pause(id, LAST_PAUSE, null);
        }
        return id;
    }

    private void pause(long campaign, Instant from, @Nullable Instant until) {
        jdbc.sql("INSERT INTO campaign_pauses (campaign_id, paused_at, resumed_at) VALUES (?, ?, ?)")
                .param(campaign)
                .param(utc(from))
                .param(until == null ? null : utc(until))
                .update();
    }
}
