package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} and running services tell the same of what is counted. */
class MetricsDocIT {

    /** What Spring Boot, the JVM, Kafka's clients and the pool count without being asked. */
    private static final Pattern OF_OTHERS = Pattern.compile(
            "(application|disk|executor|hikaricp|http|jdbc|jvm|kafka|lettuce|logback|process|spring|system|tomcat)_.*");

    private final RunningSystem system = RunningSystem.healthy();

    @Test
    void whatThePageTellsIsThereWithItsTypeAndTags() throws Exception {
        aDecisionHasBeenMade();
        var live = live();

        for (var metric : MetricsDoc.read().values()) {
            live.forEach((service, scrape) -> {
                if (!metric.isOf(service)) {
                    return;
                }
                assertThat(scrape.types()).as("of %s", service).containsEntry(metric.name(), metric.type());
                var tags = new HashSet<>(scrape.tags().getOrDefault(metric.name(), Set.of()));
                assertThat(tags.remove("application")).as(metric.name()).isTrue();
                if (OF_OTHERS.matcher(metric.name()).matches()) {
                    assertThat(tags).as(metric.name()).containsAll(metric.tags());
                } else {
                    assertThat(tags).as(metric.name()).containsExactlyInAnyOrderElementsOf(metric.tags());
                }
            });
        }
    }

    @Test
    void whatWeCountIsOnThePage() throws Exception {
        var documented = MetricsDoc.read();

        live().forEach((service, scrape) -> assertThat(scrape.types().keySet().stream()
                        .filter(name -> !OF_OTHERS.matcher(name).matches())
                        // the highest of late, beside each timer
                        .filter(name -> !(name.endsWith("_max") && scrape.has(name.replaceFirst("_max$", ""))))
                        .collect(Collectors.toSet()))
                .as(service)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(documented).containsKey(name))
                .allSatisfy(name -> assertThat(
                                Objects.requireNonNull(documented.get(name)).isOf(service))
                        .as(name)
                        .isTrue()));
    }

    private Map<String, Scrape> live() throws Exception {
        var live = new LinkedHashMap<String, Scrape>();
        live.put("auth", Scrape.of(system.stack().auths()));
        live.put("promotion", Scrape.of(system.stack().promotions()));
        live.put("gateway", Scrape.of(system.stack().gateways()));
        return live;
    }

    /** And every service asked for something, and the first look at quotas and proofs, which begins a minute after the start. */
    private void aDecisionHasBeenMade() throws InterruptedException {
        system.newCampaign(1);
        var login = system.logInAtOnce(system.newPeople(1)).getFirst();
        try (var gateway = system.gateway(0)) {
            gateway.homepage(login.accessToken());
        }
        await().atMost(RunningSystem.PATIENCE)
                .until(
                        () -> Scrape.of(system.stack().promotions()).types().keySet(),
                        names -> names.contains("campaign_proof_holds") && names.contains("campaign_quota_left"));
    }
}
