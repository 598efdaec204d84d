package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static dev.promo.system.SecurityLine.assertRefused;
import static dev.promo.system.SecurityLine.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.local.ProjectHome;
import dev.promo.local.demo.Person;
import dev.promo.local.process.Component;
import dev.promo.local.process.ManagedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines 63, 73 and 77 to 88: what the system tells those who look into its logs, topics, tables, processes and libraries. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogLinesIT {

    private static final String JSON = "application/json";
    private static final Person CANARY = new Person(
            "Zephyrine Canarywood",
            "canary.zephyrine",
            "zephyrine@canarywood.example",
            "+84986123777",
            "Yellow#feathers*everywhere-77",
            LocalDate.of(1987, 3, 14));

    /** Keys of clouds and forges, private keys, and tokens that are signed. */
    private static final Pattern LEAKED =
            Pattern.compile("AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[0-9A-Za-z-]{10}"
                    + "|AIza[0-9A-Za-z_-]{35}|-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+[A-Za-z0-9+/=]{64}"
                    + "|eyJ[A-Za-z0-9_-]{20,}\\.eyJ[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{40,}");

    private final RunningSystem system = RunningSystem.healthy();
    private final URI gateway = system.stack().url();

    @TestFactory
    Stream<DynamicTest> whatIsPersonalOrSecretStaysWhereItBelongs() throws Exception {
        var secrets = lifeOfACanary();
        var personal = List.of(
                CANARY.userName(),
                CANARY.email(),
                CANARY.fullName(),
                CANARY.phoneNumber().substring(3), // however it is written
                CANARY.birthday().toString());
        var everything = Stream.of(secrets, personal).flatMap(List::stream).toList();
        return Stream.of(
                line(63, "no password, token, phone, e-mail or name in the logs", () -> {
                    for (var component : system.stack().components()) {
                        assertSilent(component.log().toString(), text(Files.readAllBytes(component.log())), everything);
                    }
                }),
                line(63, "nor in a topic", () -> {
                    await().atMost(PATIENCE).until(() -> system.pendingEvents() == 0);
                    assertSilent(
                            "topics",
                            String.join(
                                    "\n",
                                    records().stream().map(LogLinesIT::text).toList()),
                            everything);
                }),
                line(63, "nor in a table but users and identifiers", () -> {
                    for (var schema : schemas().entrySet()) {
                        for (var table : tables(schema.getValue(), schema.getKey())) {
                            if (!List.of("users", "identifiers").contains(table)) {
                                assertSilent(table, rows(schema.getValue(), table), everything);
                            }
                        }
                    }
                }),
                line(63, "nor a password or token in those", () -> {
                    for (var table : List.of("users", "identifiers")) {
                        assertSilent(table, rows(system.auth(), table), secrets);
                    }
                }),
                line(63, "nor in the metrics", () -> {
                    for (var service : services()) {
                        assertSilent(
                                service.toString(),
                                Http.get(service, "/actuator/prometheus", "")
                                        .response()
                                        .body(),
                                everything);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> nobodyWritesLinesIntoTheLogs() {
        var forged = "2026-01-01T00:00:00.000Z INFO forged-by-a-client";
        return Stream.of(
                        new Injection(
                                "a user name",
                                () -> Http.post(
                                        gateway,
                                        "/api/v1/user/signup",
                                        JSON,
                                        json(Map.of(
                                                "fullName", "\r\n" + forged,
                                                "userName", "\u001b[31m\r\n" + forged,
                                                "password", "quiet otters carry lanterns")))),
                        new Injection(
                                "an account",
                                () -> Http.post(
                                        gateway,
                                        "/api/v1/user/login",
                                        JSON,
                                        json(Map.of("account", "x\r\n" + forged + "\u001b[2J", "password", "x")))),
                        new Injection(
                                "a field's name",
                                () -> Http.post(
                                        gateway, "/api/v1/user/login", JSON, json(Map.of("\r\n" + forged, "x")))),
                        new Injection("User-Agent", () -> raw("GET /homepage", "User-Agent: \u001b[31mx\r " + forged)),
                        new Injection(
                                "traceparent", () -> raw("GET /homepage", "traceparent: 00-\u001b[31m\n" + forged)),
                        new Injection(
                                "X-Correlation-Id",
                                () -> raw("GET /homepage", "X-Correlation-Id: \u001b[31m" + forged)),
                        new Injection(
                                "the path", () -> raw("GET /%0d%0a" + forged.replace(' ', '+') + "%1b[2J", "X: y")),
                        new Injection(
                                "the query", () -> raw("GET /homepage?x=%0d%0a" + forged.replace(' ', '+'), "X: y")),
                        new Injection("the method", () -> raw("G\u001b[31mT /homepage", "X: y")))
                .map(injection -> line(73, "a line break and an ANSI sequence in " + injection.where, () -> {
                    injection.request.send();

                    for (var component : system.stack().components()) {
                        assertThat(text(Files.readAllBytes(component.log())).lines())
                                .as("%s", component.log())
                                .noneMatch(line -> line.startsWith(forged) || line.contains("\u001b"));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> noTopicIsMadeByWritingToIt() {
        return Stream.of(line(77, "a record for a topic that is not there", () -> {
            var topic = "promotion.no-such-topic-" + UUID.randomUUID();
            try (var producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", system.stack().kafka().bootstrapServers(), "max.block.ms", 1_500),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, new byte[1]))
                                .get())
                        .isInstanceOf(ExecutionException.class);
            }
            assertThat(topics()).doesNotContain(topic).contains(FirstLogin.TOPIC);
        }));
    }

    /** On copies of a true record, which change nothing whatever becomes of them: everybody else's tests count this topic. */
    @TestFactory
    Stream<DynamicTest> headersThatFrameworksObeyMeanNothingInOurTopics() throws Exception {
        var record = firstLoginOf(system.newPeople(1).getFirst());
        return Stream.of(
                        new Header(78, "__TypeId__", "javax.swing.JEditorPane"),
                        new Header(
                                78, "__TypeId__", "org.springframework.context.support.ClassPathXmlApplicationContext"),
                        new Header(79, "springDeserializerExceptionValue", "rO0ABXNyAA=="),
                        new Header(79, "springDeserializerExceptionKey", "rO0ABXNyAA=="),
                        new Header(80, "retry_topic-backoff-timestamp", "9999999999999"),
                        new Header(80, "retry_topic_backoff-timestamp", "9999999999999"))
                .map(header -> line(header.number, header.name + ": " + header.value, () -> {
                    await().atMost(PATIENCE).until(() -> system.lag() == 0);
                    var deadLetters = system.deadLetters();
                    var ledger = system.ledger();

                    send(record, header);

                    await().atMost(PATIENCE).until(() -> system.lag() == 0);
                    assertThat(system.deadLetters()).isEqualTo(deadLetters);
                    assertThat(system.ledger()).isEqualTo(ledger);
                    for (var service : system.stack().promotions()) {
                        assertThat(loadedClasses(service)).doesNotContain("javax.swing.JEditorPane");
                    }
                    var next = system.newPeople(1); // and nobody after it waits
                    system.logInAtOnce(next);
                    await().atMost(PATIENCE).until(() -> system.hasSeen(next));
                }));
    }

    @TestFactory
    Stream<DynamicTest> aFirstLoginTellsIdsAndTimesAndTheMonthOfTheBirthday() {
        return Stream.of(line(82, "all that is in " + FirstLogin.TOPIC, () -> {
            firstLoginOf(system.newPeople(1).getFirst());
            var fields = new TreeSet<String>();
            for (var record : records()) {
                if (record.topic().equals(FirstLogin.TOPIC)) {
                    fields.addAll(JsonMapper.shared().readTree(record.value()).propertyNames());
                }
            }
            assertThat(fields)
                    .isSubsetOf("userId", "occurredAt", "registeredAt", "birthMonth")
                    .contains("userId");
        }));
    }

    @TestFactory
    Stream<DynamicTest> secretsAreNeitherLoggedNorShownNorInTheRepository() throws Exception {
        var secrets = new ArrayList<String>();
        var kept = new Properties();
        try (var file = Files.newBufferedReader(system.folder().resolve("secrets.properties"))) {
            kept.load(file);
        }
        kept.values().forEach(secret -> secrets.add(secret.toString()));
        secrets.add(Files.readString(system.folder().resolve("auth/master.key")).strip());
        secrets.add("PRIVATE KEY-----");
        return Stream.of(
                line(83, "no secret in a log", () -> {
                    for (var component : system.stack().components()) {
                        assertSilent(component.log().toString(), text(Files.readAllBytes(component.log())), secrets);
                    }
                }),
                line(83, "no secret in a command line", () -> {
                    for (var component : system.stack().components()) {
                        var arguments = component
                                .process()
                                .orElseThrow()
                                .handle()
                                .info()
                                .arguments();
                        assertSilent(component.name(), String.join(" ", arguments.orElseThrow()), secrets);
                    }
                }),
                line(83, "files of secrets are their owner's alone", () -> {
                    for (var file : List.of("secrets.properties", "auth/master.key", "mariadb/accounts.sql")) {
                        assertThat(Files.getPosixFilePermissions(system.folder().resolve(file)))
                                .extracting(Enum::name)
                                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
                    }
                }),
                line(83, "no secret in the repository", () -> {
                    for (var file : repository()) {
                        assertThat(text(Files.readAllBytes(file)))
                                .as("%s", file)
                                .doesNotContainPattern(LEAKED);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aServicesDatabaseUserCanDoNothingOutsideItsSchema() {
        var promotion = "promotion";
        var auth = "auth";
        return Stream.of(
                        new Query(promotion, "SELECT * FROM auth.users"),
                        new Query(promotion, "SELECT * FROM auth.identifiers"),
                        new Query(promotion, "SELECT * FROM auth.signing_keys"),
                        new Query(promotion, "DELETE FROM auth.audit_events"),
                        new Query(promotion, "CREATE TABLE auth.t (id INT)"),
                        new Query(promotion, "DROP TABLE auth.users"),
                        new Query(auth, "SELECT * FROM promotion.vouchers"),
                        new Query(auth, "UPDATE promotion.campaigns SET total_vouchers = 1000000"),
                        new Query(auth, "CREATE TABLE promotion.t (id INT)"),
                        new Query(auth, "SELECT * FROM mysql.global_priv"),
                        new Query(promotion, "SELECT * FROM mysql.global_priv"),
                        new Query(promotion, "CREATE DATABASE other"),
                        new Query(promotion, "CREATE USER other"),
                        new Query(promotion, "GRANT ALL ON *.* TO 'promotion'@'127.0.0.1'"),
                        new Query(promotion, "SET GLOBAL general_log = ON"),
                        new Query(promotion, "SELECT 1 INTO OUTFILE '/tmp/promotion-outfile'"))
                .map(query -> line(85, query.user + ": " + query.sql, () -> {
                    var database = query.user.equals("auth") ? system.auth() : system.promotion();
                    assertThatThrownBy(() -> {
                                if (query.sql.startsWith("SELECT *")) {
                                    database.sql(query.sql).query().listOfRows();
                                } else {
                                    database.sql(query.sql).update();
                                }
                            })
                            .isInstanceOf(DataAccessException.class)
                            .rootCause()
                            .hasMessageMatching("(?is).*(denied|you need).*");
                }));
    }

    @TestFactory
    Stream<DynamicTest> noServiceShipsALibraryBelowTheFloor() {
        var floors = new TreeMap<>(Map.of(
                "spring-security-core", "7.0.5",
                "spring-core", "7.0.8",
                "spring-kafka", "4.0.6",
                "spring-cloud-gateway-server-webmvc", "5.0.2",
                "kafka-clients", "3.9.1",
                "nimbus-jose-jwt", "10.0.2",
                "tomcat-embed-core", "11.0.18",
                "jjwt-impl", "0.13.0"));
        return Stream.concat(
                Stream.of("auth-service", "promotion-service", "gateway-service")
                        .map(service -> line(87, "the libraries of " + service, () -> {
                            var shipped = libraries(service);
                            assertThat(shipped).containsKeys("spring-security-core", "spring-core", "nimbus-jose-jwt");
                            shipped.forEach((library, version) -> assertThat(
                                            isAtLeast(version, floors.getOrDefault(library, "0")))
                                    .as("%s %s, at least %s", library, version, floors.get(library))
                                    .isTrue());
                        })),
                Stream.of(line(87, "every floor is some library's", () -> {
                    var shipped = new TreeSet<String>();
                    for (var service : List.of("auth-service", "promotion-service", "gateway-service")) {
                        shipped.addAll(libraries(service).keySet());
                    }
                    assertThat(shipped).containsAll(floors.keySet());
                })));
    }

    @TestFactory
    Stream<DynamicTest> whatMattersLeavesOneAuditEvent() {
        return Stream.of(
                line(88, "a login, refused and accepted", () -> {
                    var person = system.newPeople(1).getFirst();
                    Http.post(gateway, "/api/v1/user/login", JSON, login(person.email(), "wrong"));
                    Http.post(gateway, "/api/v1/user/login", JSON, login(person.email(), person.password()));

                    assertComplete(onlyOne(person, "LOGIN_REFUSED"));
                    assertComplete(onlyOne(person, "LOGGED_IN"));
                }),
                line(88, "many wrong passwords", () -> {
                    var person = system.newPeople(1).getFirst();
                    try (var attacker = Peer.fromElsewhere()) {
                        for (var attempt = 0; attempt < RunningSystem.LOCKOUT_AFTER; attempt++) {
                            var wrong = Map.of("account", person.email(), "password", "wrong-" + attempt);
                            await().atMost(PATIENCE) // the last ones pause for seconds
                                    .until(() -> attacker.post(gateway, "/api/v1/user/login", wrong)
                                                    .status()
                                            == 401);
                        }
                    }

                    assertComplete(onlyOne(person, "LOCKED_OUT"));
                }),
                line(88, "a refresh token that came again", () -> {
                    var person = system.newPeople(1).getFirst();
                    var refreshToken = Http.post(
                                    gateway, "/api/v1/user/login", JSON, login(person.email(), person.password()))
                            .json()
                            .at("/refreshToken")
                            .stringValue();
                    var refresh = json(Map.of("refreshToken", refreshToken));
                    assertThat(Http.post(gateway, "/api/v1/user/token/refresh", JSON, refresh)
                                    .status())
                            .isEqualTo(200);
                    var refused = await().atMost(Duration.ofSeconds(30)) // two tabs may race for ten seconds
                            .pollInterval(Duration.ofSeconds(1))
                            .until(
                                    () -> Http.post(gateway, "/api/v1/user/token/refresh", JSON, refresh),
                                    answer -> answer.status() != 200);
                    assertRefused(refused, 401);

                    assertComplete(onlyOne(person, "REFRESH_REUSED"));
                }),
                line(88, "an admin's change of roles", () -> {
                    var person = system.newPeople(1).getFirst();
                    try (var admin = system.gateway(0)) {
                        assertThat(admin.call(
                                                "PUT",
                                                "/api/v1/admin/users/" + system.userId(person) + "/roles",
                                                system.adminsToken(),
                                                Map.of("roles", List.of("PARTNER")))
                                        .status())
                                .isEqualTo(200);
                    }

                    var event = onlyOne(person, "ROLES_CHANGED");
                    assertComplete(event);
                    assertThat(event.at("/actor").longValue()).isNotEqualTo(system.userId(person));
                }),
                line(88, "a redeemed voucher", () -> {
                    var person = system.newPeople(1).getFirst();
                    var campaign = system.newCampaign(1);
                    try (var client = system.gateway(0)) {
                        var token = RunningSystem.logIn(client, person, 0).accessToken();
                        await().atMost(PATIENCE).until(() -> system.hasSeen(List.of(person)));
                        var voucher = client.homepage(token).vouchers().stream()
                                .filter(each -> each.campaign().equals(campaign.name()))
                                .findFirst()
                                .orElseThrow();
                        assertThat(client.call(
                                                "POST",
                                                "/api/v1/checkout/redeem",
                                                token,
                                                Map.of(
                                                        "code",
                                                        voucher.code(),
                                                        "orderId",
                                                        "order-" + UUID.randomUUID(),
                                                        "orderAmount",
                                                        100,
                                                        "currency",
                                                        "USD"))
                                        .status())
                                .isEqualTo(200);
                    }

                    assertThat(system.promotion()
                                    .sql("""
                                            SELECT r.redeemed_by FROM redemptions r JOIN vouchers v ON v.id = r.voucher_id
                                             WHERE v.campaign_id = :campaign AND r.redeemed_at IS NOT NULL""")
                                    .param("campaign", campaign.id())
                                    .query(Long.class)
                                    .list())
                            .containsExactly(system.userId(person));
                }));
    }

    /** Somebody does all that a person can do, well and badly; returns every secret there was. */
    private List<String> lifeOfACanary() throws Exception {
        try (var canary = system.gateway(0)) {
            canary.signUp(CANARY);
        }
        var wrong = CANARY.password().replace("77", "78");
        var newPassword = "Green#feathers*everywhere-79";
        var secrets = new ArrayList<>(List.of(CANARY.password(), wrong, newPassword));
        for (var identifier : CANARY.identifiers()) {
            Http.post(
                    gateway,
                    "/api/v1/user/login",
                    JSON,
                    json(Map.of(identifier.field(), identifier.value(), "password", CANARY.password())));
        }
        Http.post(gateway, "/api/v1/user/login", JSON, login(CANARY.email(), wrong));
        Http.post(gateway, "/api/v1/user/login", JSON, login(CANARY.password(), CANARY.email())); // the wrong way round
        Http.post(gateway, "/api/v1/user/login", JSON, login(CANARY.email(), wrong) + wrong); // no JSON
        Http.post(gateway, "/api/v1/user/login", "text/plain", login(CANARY.email(), wrong));
        Http.post(
                gateway,
                "/api/v1/user/signup",
                JSON,
                json(Map.of("fullName", CANARY.fullName(), "email", CANARY.email(), "password", CANARY.password())));
        Http.post(gateway, "/api/v1/user/signup", JSON, json(Map.of(CANARY.password(), CANARY.email(), "role", wrong)));
        Http.post(gateway, "/api/v1/user/password/reset-requests", JSON, json(Map.of("account", CANARY.email())));
        Http.post(
                gateway,
                "/api/v1/user/password/reset",
                JSON,
                json(Map.of("token", CANARY.phoneNumber(), "newPassword", newPassword)));

        var login = Http.post(gateway, "/api/v1/user/login", JSON, login(CANARY.email(), CANARY.password()))
                .json();
        var refreshed = Http.post(
                        gateway,
                        "/api/v1/user/token/refresh",
                        JSON,
                        json(Map.of("refreshToken", login.at("/refreshToken").stringValue())))
                .json();
        for (var answer : List.of(login, refreshed)) {
            secrets.add(answer.at("/refreshToken").stringValue());
            var token = answer.at("/accessToken").stringValue();
            secrets.add(token.substring(token.lastIndexOf('.') + 1)); // cut tokens would leak as well
            Http.get(gateway, "/homepage", "Bearer " + token);
            Http.get(gateway, "/homepage", "Bearer " + token + "x");
            Http.get(gateway, "/homepage?access_token=" + token, "");
            Http.get(gateway, "/api/v1/user/me", token);
            Http.get(gateway, "/api/v1/vouchers?limit=" + CANARY.password().replaceAll("\\W", ""), "Bearer " + token);
            Http.get(system.stack().promotions().getFirst().url(), "/homepage", "Bearer " + token + ".");
        }
        try (var peer = Peer.fromElsewhere()) {
            var authorization = Peer.bearer(
                    Http.post(gateway, "/api/v1/user/login", JSON, login(CANARY.email(), CANARY.password())));
            peer.post(
                    gateway,
                    "/api/v1/user/password",
                    Map.of("currentPassword", CANARY.password(), "newPassword", newPassword),
                    "Authorization",
                    authorization);
            peer.send(gateway, "POST", "/api/v1/user/logout", null, "Authorization", authorization);
        }
        await().atMost(PATIENCE).until(() -> system.hasSeen(List.of(CANARY)));
        return secrets;
    }

    private static void assertSilent(String where, String text, Collection<String> canaries) {
        var lowerCase = text.toLowerCase(Locale.ROOT);
        assertThat(canaries).as(where).noneMatch(canary -> lowerCase.contains(canary.toLowerCase(Locale.ROOT)));
    }

    private Map<String, JdbcClient> schemas() {
        return Map.of("auth", system.auth(), "promotion", system.promotion());
    }

    private static List<String> tables(JdbcClient database, String schema) {
        return database.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = :schema")
                .param("schema", schema)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static String rows(JdbcClient database, String table) {
        return database.sql("SELECT * FROM `" + table + "`").query().listOfRows().stream()
                .flatMap(row -> row.values().stream())
                .map(value -> value instanceof byte[] bytes ? text(bytes) : String.valueOf(value))
                .collect(Collectors.joining("\n"));
    }

    private List<URI> services() {
        var services = new ArrayList<URI>();
        system.stack().auths().forEach(service -> services.add(service.managementUrl()));
        system.stack().promotions().forEach(service -> services.add(service.managementUrl()));
        system.stack().gateways().forEach(service -> services.add(service.managementUrl()));
        return services;
    }

    private Collection<String> topics() throws InterruptedException, ExecutionException {
        try (var admin =
                Admin.create(Map.of("bootstrap.servers", system.stack().kafka().bootstrapServers()))) {
            return admin.listTopics().names().get();
        }
    }

    /** All there are, in all topics. */
    private List<ConsumerRecord<byte[], byte[]>> records() throws InterruptedException, ExecutionException {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", system.stack().kafka().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            for (var topic : topics()) {
                for (var partition : consumer.partitionsFor(topic)) {
                    var place = new TopicPartition(topic, partition.partition());
                    var end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
                    consumer.assign(List.of(place));
                    consumer.seekToBeginning(List.of(place));
                    while (consumer.position(place) < end) {
                        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
                    }
                }
            }
        }
        return records;
    }

    private ConsumerRecord<byte[], byte[]> firstLoginOf(Person person) throws Exception {
        system.logInAtOnce(List.of(person));
        await().atMost(PATIENCE).until(() -> system.hasSeen(List.of(person)));
        var key = Long.toString(system.userId(person));
        return records().stream()
                .filter(record -> record.topic().equals(FirstLogin.TOPIC)
                        && text(record.key()).equals(key))
                .findFirst()
                .orElseThrow();
    }

    private void send(ConsumerRecord<byte[], byte[]> record, Header header)
            throws InterruptedException, ExecutionException {
        var headers = new RecordHeaders(record.headers());
        headers.add(header.name, header.value.getBytes(StandardCharsets.US_ASCII));
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.stack().kafka().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            record.topic(), record.partition(), record.key(), record.value(), headers))
                    .get();
        }
    }

    /** Every class that the JVM of this component has loaded by now. */
    private static String loadedClasses(Component component) throws IOException, InterruptedException {
        var pid = component.process().map(ManagedProcess::pid).orElseThrow();
        var jcmd = new ProcessBuilder(
                        ProjectHome.java().resolveSibling("jcmd").toString(), Long.toString(pid), "VM.class_hierarchy")
                .redirectErrorStream(true)
                .start();
        var classes = text(jcmd.getInputStream().readAllBytes());
        assertThat(jcmd.waitFor()).isZero();
        assertThat(classes).contains("java.lang.Object");
        return classes;
    }

    private static List<Path> repository() throws IOException {
        try (var files = Files.walk(ProjectHome.find().root())) {
            var left = Pattern.compile("(^|/)(target|\\.git|\\.promo|\\.idea)(/|$)");
            return files.filter(Files::isRegularFile)
                    .filter(file -> !left.matcher(
                                    ProjectHome.find().root().relativize(file).toString())
                            .find())
                    .toList();
        }
    }

    /** The versions of the jars in a service's jar, by their names. */
    private static Map<String, String> libraries(String service) throws IOException {
        var jar = ProjectHome.find().serviceJar(service);
        var name = Pattern.compile("BOOT-INF/lib/(.+?)-(\\d[^/]*)\\.jar");
        var libraries = new TreeMap<String, String>();
        try (var zip = new ZipFile(jar.toFile())) {
            zip.stream()
                    .map(entry -> name.matcher(entry.getName()))
                    .filter(Matcher::matches)
                    .forEach(library -> libraries.put(library.group(1), library.group(2)));
        }
        return libraries;
    }

    private static boolean isAtLeast(String version, String floor) {
        return Arrays.compare(numbers(version), numbers(floor)) >= 0;
    }

    private static long[] numbers(String version) {
        return Pattern.compile("\\d+")
                .matcher(version)
                .results()
                .limit(3)
                .mapToLong(number -> Long.parseLong(number.group()))
                .toArray();
    }

    /** The one audit event of that kind about the person. */
    private JsonNode onlyOne(Person person, String action) throws IOException, InterruptedException {
        var events = Http.get(
                        gateway,
                        "/api/v1/admin/users/audit?limit=100&user=" + system.userId(person),
                        "Bearer " + system.adminsToken())
                .json()
                .at("/items")
                .valueStream()
                .filter(event -> event.at("/action").stringValue().equals(action))
                .toList();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    /** When in UTC, whose, in which request, and from where, without saying from where. */
    private static void assertComplete(JsonNode event) {
        assertThat(event.at("/at").stringValue()).endsWith("Z");
        assertThat(event.at("/user").longValue()).isPositive();
        assertThat(event.at("/correlationId").stringValue()).isNotBlank();
        assertThat(event.at("/client").stringValue()).matches("[0-9a-f]{16}");
    }

    /** A request with whatever bytes in it; what is answered does not matter. */
    private Optional<String> raw(String start, String header) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((start + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + header + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return text(socket.getInputStream().readAllBytes()).lines().findFirst();
        }
    }

    private static String login(String account, String password) {
        return json(Map.of("account", account, "password", password));
    }

    private static String json(Map<String, ?> fields) {
        return JsonMapper.shared().writeValueAsString(fields);
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        var text = new StringBuilder();
        for (var bytes : new byte[][] {record.key(), record.value()}) {
            text.append(bytes == null ? "" : text(bytes)).append('\n');
        }
        record.headers()
                .forEach(header ->
                        text.append(header.key()).append(text(header.value())).append('\n'));
        return text.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private record Header(int number, String name, String value) {}

    private record Query(String user, String sql) {}

    private record Injection(String where, Request request) {}

    @FunctionalInterface
    private interface Request {
        Object send() throws Exception;
    }
}
