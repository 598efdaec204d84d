package dev.promo.local.stack;

import dev.promo.local.backend.KafkaSecurity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stack is to consist of. Immutable; the methods make changed copies.
 *
 * @param folder holds its data, logs and secrets; made if absent, and kept
 * @param ports of the first instance of everything; further instances get free ones
 * @param auths how many auth-services
 * @param promotions how many promotion-services
 * @param gateways how many gateways; number i talks to auth-service i and promotion-service i, modulo how many there are
 * @param kafkaSecurity keeps strangers from the broker; null for a broker that serves whoever is on this machine
 * @param databaseOptions further options of the database server, which win over the usual ones
 * @param environment further environment variables for each service, by its name
 */
public record StackDesign(
        Path folder,
        PortPlan ports,
        int auths,
        int promotions,
        int gateways,
        @Nullable KafkaSecurity kafkaSecurity,
        List<String> databaseOptions,
        Map<String, Map<String, String>> environment) {

    public StackDesign {
        if (auths < 1 || promotions < 1 || gateways < 1) {
            throw new IllegalArgumentException("A stack has at least one of each service");
        }
        databaseOptions = List.copyOf(databaseOptions);
        environment = Map.copyOf(environment);
    }

    /** One of each. */
    public static StackDesign in(Path folder, PortPlan ports) {
        return new StackDesign(folder.toAbsolutePath(), ports, 1, 1, 1, null, List.of(), Map.of());
    }

    public StackDesign withAuths(int count) {
        return new StackDesign(folder, ports, count, promotions, gateways, kafkaSecurity, databaseOptions, environment);
    }

    public StackDesign withPromotions(int count) {
        return new StackDesign(folder, ports, auths, count, gateways, kafkaSecurity, databaseOptions, environment);
    }

    public StackDesign withGateways(int count) {
        return new StackDesign(folder, ports, auths, promotions, count, kafkaSecurity, databaseOptions, environment);
    }

    /**
     * Has the broker know its clients. Whoever does this gives the services their credentials by {@link #with}, and has the broker
     * know them, their rights and the topics: between its start and theirs, or later.
     */
    public StackDesign withKafkaSecurity(KafkaSecurity security) {
        return new StackDesign(folder, ports, auths, promotions, gateways, security, databaseOptions, environment);
    }

    /** Has the database server be another than the small one that suits a laptop: {@code "--innodb-buffer-pool-size=1G"}. */
    public StackDesign withDatabase(String... options) {
        return new StackDesign(
                folder, ports, auths, promotions, gateways, kafkaSecurity, List.of(options), environment);
    }

    /** Where the stack's passwords are, from its first start on: a properties file that only its owner can read. */
    public Path secretsFile() {
        return folder.resolve("secrets.properties");
    }

    /** What {@link Stack#ADMIN} logs in with; a secret. */
    public String adminPassword() throws IOException {
        return Secrets.keptIn(secretsFile()).admin();
    }

    /** Sets one environment variable for every instance of {@code "auth"}, {@code "promotion"} or {@code "gateway"}. */
    public StackDesign with(String service, String variable, String value) {
        var all = new HashMap<>(environment);
        var own = new HashMap<>(all.getOrDefault(service, Map.of()));
        own.put(variable, value);
        all.put(service, Map.copyOf(own));
        return new StackDesign(folder, ports, auths, promotions, gateways, kafkaSecurity, databaseOptions, all);
    }

    /**
     * Lets the one address that everybody on this machine has log in as often as bcrypt at its usual cost can keep up with,
     * about ten times a second on each processor, and never less often than the gateway's own default.
     */
    public StackDesign withEverybodyAtOneAddress(int processors) {
        var perSecond = Math.max(20, 10 * processors);
        return with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_PER_SECOND", Integer.toString(perSecond))
                .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_BURST", Integer.toString(3 * perSecond));
    }
}
