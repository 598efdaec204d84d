package dev.promo.system;

import static org.apache.kafka.clients.CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.SECURITY_PROTOCOL_CONFIG;
import static org.apache.kafka.common.config.SaslConfigs.SASL_JAAS_CONFIG;
import static org.apache.kafka.common.config.SaslConfigs.SASL_MECHANISM;
import static org.apache.kafka.common.config.SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG;
import static org.apache.kafka.common.config.SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG;

import dev.promo.local.ProjectHome;
import dev.promo.local.backend.KafkaSecurity;
import dev.promo.local.stack.PortPlan;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A system of its own, as a platform team would run it: the broker speaks TLS with known clients alone, topics and rights are those
 * of the shipped manifests and no others, each service logs in as itself, and the gateway serves HTTPS.
 */
final class SecuredSystem implements AutoCloseable {

    private static final Map<String, String> USERS =
            Map.of("auth", "auth-service", "promotion", "promotion-service", "gateway", "gateway-service");

    private final Map<String, String> passwords = new HashMap<>();
    private final SelfSigned brokersKey;
    private final SelfSigned gatewaysKey;
    private final KafkaSecurity security;
    private final Stack stack;

    private SecuredSystem(Path folder) throws IOException, InterruptedException {
        brokersKey = SelfSigned.in(folder.resolve("keys"), "broker");
        gatewaysKey = SelfSigned.in(folder.resolve("keys"), "gateway");
        security = new KafkaSecurity(
                brokersKey.keyStore(),
                brokersKey.certificate(),
                brokersKey.password(),
                UUID.randomUUID().toString());
        var design = StackDesign.in(folder, PortPlan.free())
                .withKafkaSecurity(security)
                .with("auth", "PROMO_AUTH_BCRYPT_COST", "4")
                .with("gateway", "PROMO_GATEWAY_REVOCATION_PATIENCE", "1s") // there are no topics at first
                .with("gateway", "SERVER_SSL_KEY_STORE", "file:" + gatewaysKey.keyStore())
                .with("gateway", "SERVER_SSL_KEY_STORE_PASSWORD", gatewaysKey.password())
                .with("gateway", "MANAGEMENT_SERVER_SSL_ENABLED", "false"); // probes come from this machine
        for (var service : USERS.entrySet()) {
            passwords.put(service.getValue(), UUID.randomUUID().toString());
            design = withCredentials(design, service.getKey(), service.getValue());
        }
        stack = new Stack(ProjectHome.find(), design, StackListener.SILENT);
    }

    private StackDesign withCredentials(StackDesign design, String service, String user) {
        return design.with(service, "SPRING_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .with(service, "SPRING_KAFKA_PROPERTIES_SASL_MECHANISM", "SCRAM-SHA-512")
                .with(service, "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", scram(user, password(user)))
                .with(service, "SPRING_KAFKA_SSL_TRUST_STORE_TYPE", "PEM")
                .with(service, "SPRING_KAFKA_SSL_TRUST_STORE_LOCATION", "file:" + brokersKey.certificate());
    }

    /** A new one, of which every part is ready, though nobody has made the topics yet. */
    static SecuredSystem started() throws IOException, InterruptedException, ExecutionException {
        var folder = Path.of("target", "system", UUID.randomUUID().toString()).toAbsolutePath();
        var system = new SecuredSystem(folder);
        try {
            system.stack.start(system.stack.kafka());
            system.makeUsers();
            system.stack.start();
            return system;
        } catch (IOException | InterruptedException | ExecutionException | RuntimeException failure) {
            system.close();
            throw failure;
        }
    }

    /** As the operator, from the manifests. */
    void makeTopics() throws IOException, InterruptedException, ExecutionException {
        try (var operator = Admin.create(asOperator())) {
            operator.createTopics(KafkaManifests.topics()).all().get();
        }
    }

    private void makeUsers() throws IOException, InterruptedException, ExecutionException {
        try (var operator = Admin.create(asOperator())) {
            operator.alterUserScramCredentials(KafkaManifests.users().stream()
                            .map(this::credentials)
                            .toList())
                    .all()
                    .get();
            operator.createAcls(KafkaManifests.rights()).all().get();
        }
    }

    private UserScramCredentialAlteration credentials(String user) {
        return new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password(user));
    }

    Stack stack() {
        return stack;
    }

    SelfSigned brokersKey() {
        return brokersKey;
    }

    SelfSigned gatewaysKey() {
        return gatewaysKey;
    }

    /** Where clients go. */
    URI url() {
        return URI.create("https://127.0.0.1:" + stack.gateways().getFirst().port());
    }

    /** The users of the broker that services log in as. */
    List<String> users() {
        return USERS.values().stream().sorted().toList();
    }

    String password(String user) {
        return Objects.requireNonNull(passwords.get(user), user);
    }

    /** Settings of a Kafka client that logs in as a service does. */
    Map<String, Object> as(String user, String password) {
        return client("SCRAM-SHA-512", scram(user, password));
    }

    Map<String, Object> asOperator() {
        return client(
                "PLAIN",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(KafkaSecurity.OPERATOR, security.operatorPassword()));
    }

    private Map<String, Object> client(String mechanism, String jaas) {
        return Map.of(
                BOOTSTRAP_SERVERS_CONFIG,
                stack.kafka().bootstrapServers(),
                SECURITY_PROTOCOL_CONFIG,
                "SASL_SSL",
                SASL_MECHANISM,
                mechanism,
                SASL_JAAS_CONFIG,
                jaas,
                SSL_TRUSTSTORE_TYPE_CONFIG,
                "PEM",
                SSL_TRUSTSTORE_LOCATION_CONFIG,
                brokersKey.certificate().toString());
    }

    private static String scram(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    @Override
    public void close() {
        stack.close();
    }
}
