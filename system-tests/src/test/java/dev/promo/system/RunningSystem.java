package dev.promo.system;

import static org.awaitility.Awaitility.await;

import dev.promo.events.FirstLogin;
import dev.promo.local.ProjectHome;
import dev.promo.local.demo.Crowd;
import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.HomePage;
import dev.promo.local.demo.Person;
import dev.promo.local.process.Component;
import dev.promo.local.stack.PortPlan;
import dev.promo.local.stack.Stack;
import dev.promo.local.stack.StackDesign;
import dev.promo.local.stack.StackListener;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A running system with two of each service, made once for all tests, and what a test wants to know of it from behind: rows and
 * records. Password hashing is at its cheapest, so that three hundred logins do not take minutes.
 */
final class RunningSystem {

    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How many wrong passwords lock an account. */
    static final int LOCKOUT_AFTER = 6;

    private static final String GROUP = "promotion-service";
    private static final TopicPartition LOG = new TopicPartition(FirstLogin.TOPIC, 0);
    private static final TopicPartition DEAD_LETTERS = new TopicPartition(FirstLogin.DEAD_LETTER_TOPIC, 0);
    private static final AtomicInteger PEOPLE = new AtomicInteger();

    private static @Nullable RunningSystem shared;

    private final Path folder;
    private final Stack stack;
    private final DataSource authDatabase;
    private final JdbcClient auth;
    private final DataSource promotionDatabase;
    private final JdbcClient promotion;

    /** @param stack runs already */
    RunningSystem(StackDesign design, Stack stack) throws IOException {
        this.folder = design.folder();
        this.stack = stack;
        authDatabase = database("auth");
        auth = JdbcClient.create(authDatabase);
        promotionDatabase = database("promotion");
        promotion = JdbcClient.create(promotionDatabase);
    }

    /** Two of each service in a new folder, with room for a crowd that comes from one address. */
    static StackDesign twoOfEach() {
        return StackDesign.in(Path.of("target", "system", UUID.randomUUID().toString()), PortPlan.free())
                .withAuths(2)
                .withPromotions(2)
                .withGateways(2)
                .with("auth", "PROMO_AUTH_BCRYPT_COST", "4")
                .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_PER_SECOND", "1000")
                .with("gateway", "PROMO_GATEWAY_CREDENTIAL_RATE_LIMIT_BURST", "1000");
    }

    private static StackDesign design() {
        return twoOfEach()
                // the pauses before a tenth wrong password would add up to half a minute
                .with("auth", "PROMO_AUTH_LOCKOUT_AFTER", Integer.toString(LOCKOUT_AFTER))
                // the shortest there is, so that keys can be rotated while one waits
                .with("auth", "PROMO_AUTH_KEY_LEAD", "12s")
                // every trace is recorded, and one line in each log says so
                .with("gateway", "MANAGEMENT_TRACING_SAMPLING_PROBABILITY", "1")
                .with("gateway", "SPRING_APPLICATION_JSON", debug("dev.promo.gateway.routes.Upstream"))
                .with("promotion", "SPRING_APPLICATION_JSON", debug("dev.promo.promotion.voucher.DecisionSpans"));
    }

    private static String debug(String logger) {
        return "{\"logging.level." + logger + "\":\"debug\"}";
    }

    /** The one system of this JVM, with every part of it up and ready; ends with the JVM. */
    static synchronized RunningSystem healthy() {
        try {
            if (shared == null) {
                var design = design();
                var stack = new Stack(ProjectHome.find(), design, StackListener.SILENT);
                stack.start();
                shared = new RunningSystem(design, stack);
            }
            for (var component : shared.stack.components()) {
                if (!component.isAlive()) { // an earlier test ended it and failed before it could start it again
                    shared.stack.start(component);
                }
            }
            return shared;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    Stack stack() {
        return stack;
    }

    Path folder() {
        return folder;
    }

    JdbcClient auth() {
        return auth;
    }

    JdbcClient promotion() {
        return promotion;
    }

    /** A client of gateway number 0 or 1, which leads to the auth-service and promotion-service of that number. */
    Gateway gateway(int number) {
        return new Gateway(stack.gateways().get(number).url());
    }

    /** Adds a campaign that runs from now on. */
    Campaign newCampaign(int totalVouchers) {
        var name = "CAMPAIGN-" + UUID.randomUUID();
        promotion
                .sql("""
                        INSERT INTO campaigns (name, total_vouchers, discount_type, discount_value, starts_at, ends_at,
                                               voucher_valid_seconds, created_at)
                        VALUES (:name, :total, 'PERCENT', 30, :now, '2100-01-01', 86400, :now)
                        """)
                .param("name", name)
                .param("total", totalVouchers)
                .param("now", LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC))
                .update();
        var id = promotion
                .sql("SELECT id FROM campaigns WHERE name = :name")
                .param("name", name)
                .query(Long.class)
                .single();
        return new Campaign(id, name);
    }

    /** Signs up people nobody has seen before. */
    List<Person> newPeople(int count) throws InterruptedException {
        var first = PEOPLE.getAndAdd(count) + 1;
        var people = IntStream.range(first, first + count)
                .mapToObj(number -> Person.numbered("crowd", number, "+849130"))
                .toList();
        try (var gateway = gateway(0)) {
            var signUps = people.stream()
                    .<Callable<Gateway.SignUp>>map(person -> () -> gateway.signUp(person))
                    .toList();
            if (!new Crowd(8).all(signUps).stream().allMatch(Gateway.SignUp.CREATED::equals)) {
                throw new AssertionError("somebody was known already");
            }
        }
        return people;
    }

    /** Logs all of them in through both gateways, many at the same time; the tokens are in the order of the people. */
    List<Gateway.Login> logInAtOnce(List<Person> people) throws InterruptedException {
        try (var one = gateway(0);
                var other = gateway(1)) {
            var logins = IntStream.range(0, people.size())
                    .<Callable<Gateway.Login>>mapToObj(i -> () -> logIn(i % 2 == 0 ? one : other, people.get(i), i))
                    .toList();
            return new Crowd(16).all(logins);
        }
    }

    /** Logs in with one of the person's identifiers. */
    static Gateway.Login logIn(Gateway gateway, Person person, int number) throws InterruptedException {
        var identifiers = person.identifiers();
        return gateway.logIn(identifiers.get(number % identifiers.size()), person.password());
    }

    /** A token of the first admin, who is made in the background of the first start. */
    String adminsToken() {
        try (var gateway = gateway(0)) {
            return await().atMost(PATIENCE)
                    .ignoreException(Gateway.UnexpectedAnswer.class) // not made yet
                    .until(
                            () -> gateway.logIn(new Person.Identifier("account", Stack.ADMIN), stack.adminPassword()),
                            _ -> true)
                    .accessToken();
        }
    }

    long userId(Person person) {
        return auth.sql("SELECT user_id FROM identifiers WHERE identifier = :name")
                .param("name", person.userName())
                .query(Long.class)
                .single();
    }

    List<Long> userIds(List<Person> people) {
        return people.stream().map(this::userId).toList();
    }

    /** Whether the ledger has decided on all of them. */
    boolean hasSeen(List<Person> people) {
        return promotion
                        .sql("SELECT COUNT(*) FROM first_logins WHERE user_id IN (:users)")
                        .param("users", userIds(people))
                        .query(Integer.class)
                        .single()
                == people.size();
    }

    /** The holders of slot 1, 2, 3 … of a campaign whose quota is proved to be kept. */
    List<Long> winners(Campaign campaign) {
        var holders = new ArrayList<Long>();
        promotion
                .sql("SELECT slot, user_id FROM vouchers WHERE campaign_id = :id ORDER BY slot")
                .param("id", campaign.id())
                .query(row -> {
                    if (row.getInt("slot") != holders.size() + 1) {
                        throw new AssertionError("slot " + row.getInt("slot") + " follows " + holders.size());
                    }
                    holders.add(row.getLong("user_id"));
                });
        return holders;
    }

    /** Every row of the ledger in every column, to be compared with what it was before. */
    List<String> ledger() {
        return Stream.of(
                        "SELECT * FROM campaigns ORDER BY id",
                        "SELECT * FROM first_logins ORDER BY seq",
                        "SELECT * FROM vouchers ORDER BY id")
                .flatMap(rows -> promotion.sql(rows).query().listOfRows().stream())
                .map(RunningSystem::text)
                .toList();
    }

    private static String text(Map<String, Object> row) {
        return row.entrySet().stream()
                .map(column -> column.getKey() + "="
                        + (column.getValue() instanceof byte[] bytes
                                ? HexFormat.of().formatHex(bytes)
                                : column.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** How many records there are in the log, how many distinct events, and how many users they are about. */
    Log log() {
        var events = new HashMap<String, Integer>();
        var users = new HashMap<String, Integer>();
        var records = 0;
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            var end = end(consumer, LOG);
            consumer.assign(List.of(LOG));
            consumer.seekToBeginning(List.of(LOG));
            while (consumer.position(LOG) < end) {
                for (var message : consumer.poll(Duration.ofSeconds(1))) {
                    records++;
                    users.merge(message.key(), 1, Integer::sum);
                    events.merge(
                            Arrays.toString(
                                    message.headers().lastHeader("ce_id").value()),
                            1,
                            Integer::sum);
                }
            }
        }
        return new Log(records, events.size(), users);
    }

    long deadLetters() {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            return end(consumer, DEAD_LETTERS);
        }
    }

    private static long end(KafkaConsumer<?, ?> consumer, TopicPartition partition) {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** Makes the consumer group read the whole log again; no promotion-service may run. */
    void rewindTheConsumers() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            admin.alterConsumerGroupOffsets(GROUP, Map.of(LOG, new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
    }

    /** How many records of the log the consumer group has not committed. */
    long lag() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()));
                var consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            var committed = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(LOG);
            return end(consumer, LOG) - (committed == null ? 0 : committed.offset());
        }
    }

    /** Which auth-service's relay is the active one: 0 or 1; -1 if none is. */
    int relaying() throws IOException, InterruptedException {
        for (var number = 0; number < stack.auths().size(); number++) {
            var service = stack.auths().get(number);
            if (service.isAlive()
                    && Http.get(service.managementUrl(), "/actuator/prometheus", "")
                            .response()
                            .body()
                            .lines()
                            .anyMatch(line -> line.startsWith("outbox_relay_active{") && line.endsWith(" 1.0"))) {
                return number;
            }
        }
        return -1;
    }

    int pendingEvents() {
        return auth.sql("SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL")
                .query(Integer.class)
                .single();
    }

    void startAll(List<? extends Component> components) throws InterruptedException {
        for (var component : components) {
            stack.start(component);
        }
    }

    static HomePage.CampaignState stateIn(Campaign campaign, HomePage page) {
        return page.campaign(campaign.id()).orElseThrow().state();
    }

    /** A connection of one's own to the ledger, for holding a lock. */
    Connection promotionConnection() throws SQLException {
        return promotionDatabase.getConnection();
    }

    /** The same to the accounts and sessions. */
    Connection authConnection() throws SQLException {
        return authDatabase.getConnection();
    }

    private DataSource database(String schema) throws IOException {
        return new DriverManagerDataSource(stack.mariaDb().jdbcUrl(schema), schema, secret(schema + "-database"));
    }

    /** One that the system has made for itself, by its name. */
    String secret(String name) throws IOException {
        var secrets = new Properties();
        secrets.load(new StringReader(Files.readString(folder.resolve("secrets.properties"))));
        return Objects.requireNonNull(secrets.getProperty(name));
    }

    record Campaign(long id, String name) {}

    /** @param recordsOfUser by the user's id as text */
    record Log(int records, int distinctEvents, Map<String, Integer> recordsOfUser) {}
}
