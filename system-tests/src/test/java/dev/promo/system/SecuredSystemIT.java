package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static dev.promo.system.SecurityLine.line;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.events.CampaignChanged;
import dev.promo.events.FirstLogin;
import dev.promo.events.SessionRevoked;
import dev.promo.events.VoucherChange;
import dev.promo.local.demo.Person;
import dev.promo.local.process.Component;
import dev.promo.local.stack.Stack;
import dev.promo.system.TlsHello.Accepted;
import dev.promo.system.TlsHello.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A system with TLS, and a broker with the shipped topics and rights: everything works with them, and nobody can do anything else.
 * Lines 76 and 86 of the list of attacks.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredSystemIT {

    private static final Person PERSON = Person.numbered("secured", 1, "+849170");
    private static final Person LATER = Person.numbered("secured", 2, "+849170");

    /** Who may write what and who may read what, said once more: the manifests must come to the same. */
    private static final Map<String, Set<String>> WRITTEN = Map.of(
            "auth-service",
            Set.of(FirstLogin.TOPIC, SessionRevoked.TOPIC),
            "promotion-service",
            Set.of(FirstLogin.TOPIC, FirstLogin.DEAD_LETTER_TOPIC, VoucherChange.TOPIC, CampaignChanged.TOPIC));

    private static final Map<String, Set<String>> READ = Map.of(
            "promotion-service", Set.of(FirstLogin.TOPIC, FirstLogin.DEAD_LETTER_TOPIC),
            "gateway-service", Set.of(SessionRevoked.TOPIC));

    private static final List<String> TOPICS = List.of(
            FirstLogin.TOPIC,
            FirstLogin.DEAD_LETTER_TOPIC,
            SessionRevoked.TOPIC,
            VoucherChange.TOPIC,
            CampaignChanged.TOPIC);

    private static final String GROUP = "promotion-service";
    private static final TopicPartition QUEUE = new TopicPartition(FirstLogin.TOPIC, 0);
    private static final String DENIAL = "is Denied";

    @SuppressWarnings("NullAway.Init") // by BeforeAll
    private static SecuredSystem system;

    @BeforeAll
    static void startASecuredSystem() throws Exception {
        system = SecuredSystem.started();
    }

    @AfterAll
    static void stopIt() {
        if (system != null) {
            system.close();
        }
    }

    @Test
    @Order(1)
    void servicesStartWithoutTopicsThatTheyMayNotMakeAndGoOnOnceTheOperatorHas() throws Exception {
        for (var owner : ownersOfTopics()) {
            await().atMost(PATIENCE)
                    .until(() -> log(owner).contains("This service may neither make nor change its topics"));
        }

        system.makeTopics();

        for (var owner : ownersOfTopics()) {
            await().atMost(PATIENCE)
                    .until(() -> log(owner).contains("The declared topics exist, with the declared settings"));
        }
        await().atMost(PATIENCE)
                .until(() -> Http.status(
                                system.stack().gateways().getFirst().managementUrl(), "/actuator/health/revocations")
                        == 200);
    }

    private static List<Component> ownersOfTopics() {
        return List.of(
                system.stack().auths().getFirst(), system.stack().promotions().getFirst());
    }

    @Test
    @Order(2)
    void everythingWorksWithTheShippedRightsAndNothingElseIsTried() throws Exception {
        try (var peer = Peer.fromElsewhere(system.gatewaysKey().trust())) {
            aFirstLoginBecomesAVoucherAndALogoutIsKnown(peer, PERSON);
            aCampaignIsMade(peer);
        }
        try (var producer =
                new KafkaProducer<>(system.asOperator(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(FirstLogin.TOPIC, new byte[] {1}, new byte[] {2}))
                    .get(); // no first login
        }
        try (var peer = Peer.fromElsewhere(system.gatewaysKey().trust())) {
            aDeadLetterIsBroughtBack(peer);
        }

        for (var topic : TOPICS) {
            assertThat(recordsOf(topic, system.asOperator())).as(topic).isPositive();
        }
        assertThat(log(system.stack().kafka()).lines().filter(line -> line.contains(DENIAL)))
                .allMatch(line -> line.contains("operation = CREATE ")); // of the topics, before there were any
    }

    private static void aFirstLoginBecomesAVoucherAndALogoutIsKnown(Peer peer, Person person) throws Exception {
        assertThat(peer.post(
                                system.url(),
                                "/api/v1/user/signup",
                                Map.of(
                                        "fullName", person.fullName(),
                                        "userName", person.userName(),
                                        "password", person.password()))
                        .status())
                .isEqualTo(201);
        var login = logIn(peer, person.userName(), person.password());
        assertThat(login.json().at("/firstLogin").booleanValue()).isTrue();
        var token = Peer.bearer(login);

        await().atMost(PATIENCE)
                .until(() -> peer.get(system.url(), "/homepage", "Authorization", token)
                        .json()
                        .at("/campaigns/0/state")
                        .asString("")
                        .equals("ISSUED"));

        assertThat(peer.send(system.url(), "POST", "/api/v1/user/logout", null, "Authorization", token)
                        .status())
                .isLessThan(300);
        await().atMost(PATIENCE)
                .until(() -> peer.get(system.url(), "/homepage", "Authorization", token)
                                .status()
                        == 401);
    }

    /** Which takes the right to read what was set aside, and to write to the queue. */
    private static void aDeadLetterIsBroughtBack(Peer peer) throws Exception {
        var token = Peer.bearer(admin(peer));
        var desk = "/api/v1/admin/dead-letters";
        await().atMost(PATIENCE)
                .until(() -> peer.get(system.url(), desk, "Authorization", token)
                        .json()
                        .at("/items/0/state")
                        .asString("")
                        .equals("waiting"));
        var data = Map.of("userId", 4_000_000_000L, "occurredAt", "2026-01-01T00:00:00Z");
        var headers = Map.of(
                "ce_specversion", "1.0",
                "ce_id", "01976b1e-7c00-7000-8000-00000000002a",
                "ce_source", "/auth-service",
                "ce_type", "dev.promo.auth.first-login.v1");
        var redrive = Map.of(
                "reason",
                "NOT_A_CLOUD_EVENT",
                "dryRun",
                false,
                "correction",
                Map.of("patch", List.of(Map.of("op", "replace", "path", "", "value", data)), "headers", headers));

        var answer = peer.post(system.url(), desk + "/redrives", redrive, "Authorization", token);

        assertThat(answer.json().at("/letters/0/outcome").asString())
                .as("%s", answer)
                .isEqualTo("redriven");
    }

    private static Http.Answer admin(Peer peer) {
        return await().atMost(PATIENCE) // made in the background of the first start
                .until(() -> logIn(peer, Stack.ADMIN, system.stack().adminPassword()), login -> login.status() == 200);
    }

    private static void aCampaignIsMade(Peer peer) throws Exception {
        var admin = admin(peer);
        var campaign = Map.of(
                "name",
                "SECURED",
                "startsAt",
                "2100-01-01T00:00:00Z",
                "endsAt",
                "2100-02-01T00:00:00Z",
                "totalVouchers",
                10,
                "discount",
                Map.of("type", "PERCENT", "value", 30),
                "voucherValidity",
                Map.of("duration", "P30D"));

        var answer = peer.post(system.url(), "/api/v1/admin/campaigns", campaign, "Authorization", Peer.bearer(admin));

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> nobodyGetsAtTheBrokerWithoutTheirOwnCredentials() {
        var client = system.stack().kafka().port();
        return Stream.of(
                line(76, "a client without TLS", () -> {
                    try (var socket = new Socket(InetAddress.getLoopbackAddress(), client)) {
                        assertIsSentAway(socket);
                    }
                }),
                line(76, "a client with TLS, but without credentials", () -> {
                    try (var socket = encrypted(client)) {
                        assertIsSentAway(socket);
                    }
                }),
                line(76, "the controller's port without credentials", () -> {
                    try (var socket = encrypted(system.stack().kafka().controllerPort())) {
                        assertIsSentAway(socket);
                    }
                }),
                line(76, "a user nobody knows", () -> assertIsUnknown("stranger", system.password("auth-service"))),
                line(
                        76,
                        "another's password",
                        () -> assertIsUnknown("promotion-service", system.password("auth-service"))),
                line(
                        76,
                        "the operator with a service's password",
                        () -> assertIsUnknown("operator", system.password("auth-service"))));
    }

    private static void assertIsUnknown(String user, String password) {
        try (var admin = Admin.create(system.as(user, password))) {
            assertThatThrownBy(() -> admin.describeCluster().nodes().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> nobodyWritesWhatIsNotTheirs() {
        return pairs(WRITTEN)
                .map(pair -> line(76, pair.user + " writes " + pair.topic, () -> {
                    var settings = new HashMap<>(credentials(pair.user));
                    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false); // which would be refused before
                    try (var producer =
                            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                        var forged = new ProducerRecord<>(pair.topic, new byte[] {1}, new byte[] {2});
                        assertThatThrownBy(() -> producer.send(forged).get())
                                .hasCauseInstanceOf(TopicAuthorizationException.class);
                    }
                }));
    }

    @TestFactory
    @Order(5)
    Stream<DynamicTest> nobodyReadsWhatIsNotTheirs() {
        return Stream.concat(
                pairs(READ)
                        .map(pair -> line(
                                76,
                                pair.user + " reads " + pair.topic,
                                () -> assertThatThrownBy(() -> recordsOf(pair.topic, credentials(pair.user)))
                                        .isInstanceOf(TopicAuthorizationException.class))),
                READ.entrySet().stream()
                        .flatMap(own -> own.getValue().stream()
                                .map(topic -> DynamicTest.dynamicTest(
                                        own.getKey() + " reads " + topic + ", which it may",
                                        () -> assertThat(recordsOf(topic, credentials(own.getKey())))
                                                .isPositive()))));
    }

    @TestFactory
    @Order(6)
    Stream<DynamicTest> nobodyTouchesTheGroupOfThePromotionService() {
        var others = system.users().stream().filter(user -> !user.equals("promotion-service"));
        return Stream.concat(
                others.flatMap(user -> Stream.of(
                        line(76, user + " joins the group", () -> {
                            var settings = new HashMap<>(credentials(user));
                            settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
                            try (var consumer = new KafkaConsumer<>(
                                    settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                                consumer.subscribe(List.of(SessionRevoked.TOPIC));
                                assertThatThrownBy(() -> consumer.poll(PATIENCE))
                                        .isInstanceOf(AuthorizationException.class);
                            }
                        }),
                        line(76, user + " rewinds the group", () -> {
                            try (var admin = Admin.create(credentials(user))) {
                                assertRefused(
                                        admin.alterConsumerGroupOffsets(GROUP, Map.of(QUEUE, new OffsetAndMetadata(0)))
                                                .all());
                            }
                        }))),
                Stream.of(line(76, "promotion-service forgets its group", () -> {
                    try (var admin = Admin.create(credentials("promotion-service"))) {
                        assertThatThrownBy(() -> admin.deleteConsumerGroups(List.of(GROUP))
                                        .all()
                                        .get())
                                .hasCauseInstanceOf(GroupAuthorizationException.class);
                    }
                })));
    }

    @TestFactory
    @Order(7)
    Stream<DynamicTest> nobodyButTheOperatorAdministratesTheBroker() {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, FirstLogin.TOPIC);
        var broker = new ConfigResource(ConfigResource.Type.BROKER, "");
        var deeds = Map.<String, Function<Admin, KafkaFuture<?>>>of(
                "makes a topic",
                        admin -> admin.createTopics(List.of(new NewTopic("unheard-of", 1, (short) 1)))
                                .all(),
                "deletes a topic",
                        admin -> admin.deleteTopics(List.of(FirstLogin.TOPIC)).all(),
                "deletes records",
                        admin -> admin.deleteRecords(Map.of(QUEUE, RecordsToDelete.beforeOffset(1)))
                                .all(),
                "adds partitions",
                        admin -> admin.createPartitions(Map.of(FirstLogin.TOPIC, NewPartitions.increaseTo(9)))
                                .all(),
                "has a topic forget", admin -> set(admin, topic, "retention.ms", "1"),
                "has all topics forget", admin -> set(admin, broker, "log.retention.ms", "1"),
                "looks at the broker's settings",
                        admin -> admin.describeConfigs(List.of(broker)).all(),
                "gives a right",
                        admin -> admin.createAcls(List.of(KafkaManifests.right(
                                        "auth-service", ResourceType.TOPIC, "*", PatternType.LITERAL, "All")))
                                .all(),
                "takes somebody's password",
                        admin -> admin.alterUserScramCredentials(List.of(
                                        new UserScramCredentialDeletion("auth-service", ScramMechanism.SCRAM_SHA_512)))
                                .all());
        return Stream.concat(
                system.users().stream()
                        .flatMap(user -> deeds.entrySet().stream()
                                .map(deed -> line(76, user + " " + deed.getKey(), () -> {
                                    try (var admin = Admin.create(credentials(user))) {
                                        assertRefused(deed.getValue().apply(admin));
                                    }
                                }))),
                Stream.of(DynamicTest.dynamicTest(
                        "and the broker keeps a record of what it refuses",
                        () -> assertThat(log(system.stack().kafka())).contains(DENIAL + " operation = ALTER "))));
    }

    private static KafkaFuture<Void> set(Admin admin, ConfigResource resource, String name, String value) {
        var change = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        return admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all();
    }

    private static void assertRefused(KafkaFuture<?> deed) {
        assertThatThrownBy(deed::get).hasCauseInstanceOf(AuthorizationException.class);
    }

    @TestFactory
    @Order(8)
    Stream<DynamicTest> noOldTlsIsSpoken() {
        return Stream.of(TlsHello.TLS_1_0, TlsHello.TLS_1_1)
                .flatMap(version -> Map.of(
                                "the gateway",
                                system.url().getPort(),
                                "the broker",
                                system.stack().kafka().port())
                        .entrySet()
                        .stream()
                        .map(door -> line(
                                86,
                                "TLS 1." + (version - TlsHello.TLS_1_0) + " for " + door.getKey(),
                                () -> assertThat(TlsHello.offer(door.getValue(), version, Suite.everything()))
                                        .isInstanceOf(Refused.class))));
    }

    @TestFactory
    @Order(9)
    Stream<DynamicTest> newTlsIsSpoken() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .map(version -> DynamicTest.dynamicTest(version, () -> {
                    try (var socket = (SSLSocket) system.gatewaysKey()
                            .trust()
                            .getSocketFactory()
                            .createSocket("127.0.0.1", system.url().getPort())) {
                        socket.setEnabledProtocols(new String[] {version});
                        socket.startHandshake();
                        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                    }
                }));
    }

    @TestFactory
    @Order(10)
    Stream<DynamicTest> ofTheSuitesOnlyStrongOnesAreTaken() {
        var gateway = system.url().getPort();
        return Arrays.stream(Suite.values())
                .map(suite -> line(86, suite.name(), () -> {
                    var answer = TlsHello.offer(gateway, TlsHello.TLS_1_2, suite.number);
                    if (suite.strong) {
                        assertThat(answer).isEqualTo(new Accepted(TlsHello.TLS_1_2, suite.number));
                    } else {
                        assertThat(answer).isInstanceOf(Refused.class);
                    }
                }));
    }

    @Test
    @Order(11)
    void plainHttpOnThePortOfHttpsIsRefusedAndLedNowhere86() throws IOException {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), system.url().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET /homepage HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                            .getBytes(ISO_8859_1));
            var answer = new String(all(socket.getInputStream()), ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 400");
            assertThat(answer).doesNotContainIgnoringCase("location:");
        }
    }

    @Test
    @Order(12)
    void answersOverTlsAskForTlsFromNowOn39() throws Exception {
        try (var peer = Peer.fromElsewhere(system.gatewaysKey().trust())) {
            var token = Peer.bearer(logIn(peer, PERSON.userName(), PERSON.password()));

            var answers = List.of(
                    peer.get(system.url(), "/homepage", "Authorization", token), peer.get(system.url(), "/homepage"));

            assertThat(answers).extracting(Http.Answer::status).containsExactly(200, 401);
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.header("Strict-Transport-Security"))
                            .isEqualTo("max-age=31536000; includeSubDomains"));
        }
    }

    /** Without a retry of its own the listener would have stopped for good at the first refusal. */
    @Test
    @Order(13)
    void aRightThatIsMissingForAWhileHoldsUpFirstLoginsForThatWhileAlone() throws Exception {
        var right = KafkaManifests.right("promotion-service", ResourceType.GROUP, GROUP, PatternType.LITERAL, "Read");
        var reader = system.stack().promotions().getFirst();
        try (var operator = Admin.create(system.asOperator())) {
            operator.deleteAcls(List.of(right.toFilter())).all().get();
            await().atMost(PATIENCE)
                    .until(() -> log(reader).contains("Authentication/Authorization Exception, retrying"));
            operator.createAcls(List.of(right)).all().get();
        }

        try (var peer = Peer.fromElsewhere(system.gatewaysKey().trust())) {
            aFirstLoginBecomesAVoucherAndALogoutIsKnown(peer, LATER);
        }
    }

    private static Http.Answer logIn(Peer peer, String account, String password)
            throws IOException, InterruptedException {
        return peer.post(system.url(), "/api/v1/user/login", Map.of("account", account, "password", password));
    }

    private static Map<String, Object> credentials(String user) {
        return system.as(user, system.password(user));
    }

    /** Everybody with every topic but their own. */
    private static Stream<Pair> pairs(Map<String, Set<String>> own) {
        return system.users().stream()
                .flatMap(user -> TOPICS.stream()
                        .filter(topic -> !own.getOrDefault(user, Set.of()).contains(topic))
                        .map(topic -> new Pair(user, topic)));
    }

    /** Reads from the beginning until there is something. */
    private static int recordsOf(String topic, Map<String, Object> client) {
        try (var consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = new ArrayList<TopicPartition>();
            consumer.partitionsFor(topic)
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return consumer.poll(PATIENCE).count();
        }
    }

    private static Socket encrypted(int port) throws Exception {
        var socket = system.brokersKey().trust().getSocketFactory().createSocket("127.0.0.1", port);
        ((SSLSocket) socket).startHandshake();
        return socket;
    }

    /** Asks for the metadata of all topics, as the first thing; gets no answer but, at most, an alert of TLS. */
    private static void assertIsSentAway(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(18)
                        .putInt(14)
                        .putShort((short) 3)
                        .putShort((short) 1)
                        .putInt(1)
                        .putShort((short) -1)
                        .putInt(-1)
                        .array());
        assertThat(all(socket.getInputStream())).hasSizeLessThanOrEqualTo(7);
    }

    /** Whatever comes until the other side closes, one way or another. */
    private static byte[] all(InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException _) {
            // closed while we were still writing
        }
        return all.toByteArray();
    }

    private static String log(Component component) throws IOException {
        return Files.readString(component.log());
    }

    private record Pair(String user, String topic) {}

    /** Suites of TLS 1.2 and before. */
    private enum Suite {
        TLS_RSA_WITH_NULL_MD5(0x0001, false),
        TLS_RSA_WITH_NULL_SHA256(0x003B, false),
        TLS_ECDHE_RSA_WITH_NULL_SHA(0xC010, false),
        TLS_DH_ANON_WITH_AES_128_CBC_SHA(0x0034, false),
        TLS_DH_ANON_WITH_AES_128_GCM_SHA256(0x00A6, false),
        TLS_ECDH_ANON_WITH_AES_128_CBC_SHA(0xC018, false),
        TLS_RSA_EXPORT_WITH_RC4_40_MD5(0x0003, false),
        TLS_RSA_WITH_RC4_128_MD5(0x0004, false),
        TLS_RSA_WITH_RC4_128_SHA(0x0005, false),
        TLS_ECDHE_RSA_WITH_RC4_128_SHA(0xC011, false),
        TLS_RSA_WITH_DES_CBC_SHA(0x0009, false),
        TLS_RSA_WITH_3DES_EDE_CBC_SHA(0x000A, false),
        TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA(0xC012, false),
        TLS_RSA_WITH_AES_128_CBC_SHA(0x002F, false),
        TLS_RSA_WITH_AES_128_GCM_SHA256(0x009C, false),
        TLS_DHE_RSA_WITH_AES_128_CBC_SHA(0x0033, false),
        TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA(0xC013, false),
        TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA(0xC014, false),
        TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256(0xC027, false),
        TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384(0xC028, false),
        TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xC02F, true),
        TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(0xC030, true),
        TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xCCA8, true);

        private final int number;
        private final boolean strong;

        Suite(int number, boolean strong) {
            this.number = number;
            this.strong = strong;
        }

        static int[] everything() {
            return Arrays.stream(values()).mapToInt(suite -> suite.number).toArray();
        }
    }
}
