package dev.promo.local.stack;

import dev.promo.local.ProjectHome;
import dev.promo.local.backend.Account;
import dev.promo.local.backend.KafkaBroker;
import dev.promo.local.backend.MariaDb;
import dev.promo.local.backend.OwnerOnly;
import dev.promo.local.process.Component;
import dev.promo.local.process.FreePorts;
import dev.promo.local.process.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The whole system on this machine: MariaDB, Kafka, and any number of each service, every one a process that can be stopped,
 * killed, frozen and started again by itself.
 *
 * <p>Nothing outlives this JVM. Safe for concurrent use.
 */
public final class Stack implements AutoCloseable {

    /** The user name of the first admin. */
    public static final String ADMIN = "admin";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final StackDesign design;
    private final StackListener listener;
    private final String adminPassword;
    private final String authPassword;
    private final String promotionPassword;
    private final MariaDb mariaDb;
    private final KafkaBroker kafka;
    private final Map<String, Program> programs = new HashMap<>();
    private final List<ServiceProcess> auths = new ArrayList<>();
    private final List<ServiceProcess> promotions = new ArrayList<>();
    private final List<ServiceProcess> gateways = new ArrayList<>();
    private volatile boolean closing;

    /** Lays everything out on disk and starts nothing. */
    public Stack(ProjectHome home, StackDesign design, StackListener listener) throws IOException {
        this.design = design;
        this.listener = listener;
        OwnerOnly.folder(design.folder()); // logs may hold what resets a password, the broker's data who logged in
        var secrets = Secrets.keptIn(design.secretsFile());
        adminPassword = secrets.admin();
        authPassword = secrets.authDatabase();
        promotionPassword = secrets.promotionDatabase();
        var ports = design.ports();
        mariaDb = new MariaDb(
                home,
                design.folder().resolve("mariadb"),
                ports.number(StackPort.MARIADB),
                List.of(
                        new Account("auth", secrets.authDatabase(), "auth"),
                        new Account("promotion", secrets.promotionDatabase(), "promotion", true)),
                design.databaseOptions());
        kafka = new KafkaBroker(
                home,
                design.folder().resolve("kafka"),
                ports.number(StackPort.KAFKA),
                ports.number(StackPort.KAFKA_CONTROLLER),
                design.kafkaSecurity());

        var authUrls = new ArrayList<URI>();
        for (var i = 0; i < design.auths(); i++) {
            var settings = database("auth", secrets.authDatabase());
            settings.put(
                    "PROMO_AUTH_MASTER_KEY_FILE",
                    design.folder().resolve("auth").resolve("master.key").toString());
            settings.put("PROMO_AUTH_RESET_SENDER", "log"); // nobody here has a mail server
            settings.put("PROMO_AUTH_FIRST_ADMIN_USER_NAME", ADMIN);
            settings.put("PROMO_AUTH_FIRST_ADMIN_PASSWORD", adminPassword);
            auths.add(service(home, "auth", i, StackPort.AUTH, StackPort.AUTH_MANAGEMENT, settings));
            authUrls.add(auths.get(i).url());
        }
        for (var i = 0; i < design.promotions(); i++) {
            var settings = database("promotion", secrets.promotionDatabase());
            settings.put("PROMO_TOKEN_JWKS_URI", jwks(authUrls.get(i % authUrls.size())));
            promotions.add(
                    service(home, "promotion", i, StackPort.PROMOTION, StackPort.PROMOTION_MANAGEMENT, settings));
        }
        for (var i = 0; i < design.gateways(); i++) {
            var auth = authUrls.get(i % authUrls.size());
            var settings = new HashMap<String, String>();
            settings.put("PROMO_GATEWAY_AUTH_URL", auth.toString());
            settings.put(
                    "PROMO_GATEWAY_PROMOTION_URL",
                    promotions.get(i % promotions.size()).url().toString());
            settings.put("PROMO_TOKEN_JWKS_URI", jwks(auth));
            gateways.add(service(home, "gateway", i, StackPort.GATEWAY, StackPort.GATEWAY_MANAGEMENT, settings));
        }
    }

    /**
     * Starts everything and waits until all of it is ready. On any failure everything is stopped again.
     *
     * @throws StartFailure if something dies or takes too long
     */
    public void start() throws InterruptedException {
        try {
            together(List.of(mariaDb, kafka));
            // The first of each migrates its schema and makes the signing key; the others then find them.
            together(List.of(auths.getFirst(), promotions.getFirst(), gateways.getFirst()));
            together(Stream.of(
                            auths.stream().skip(1),
                            promotions.stream().skip(1),
                            gateways.stream().skip(1))
                    .flatMap(each -> each)
                    .toList());
        } catch (InterruptedException | RuntimeException failure) {
            stop();
            throw failure;
        }
    }

    /** Starts one component, of this stack, and waits until it is ready. */
    public void start(Component component) throws InterruptedException {
        var asked = System.nanoTime();
        component.start();
        if (closing) {
            component.kill(); // it was started behind the back of stop()
            throw new IllegalStateException("The stack is being stopped");
        }
        listener.started(component);
        component.awaitReady(PATIENCE);
        listener.ready(component, Duration.ofNanos(System.nanoTime() - asked));
    }

    /** Deletes what earlier builds have left behind of the services. Not while another stack may run from it. */
    void forgetOtherBuilds() throws IOException {
        for (var program : programs.values()) {
            program.forgetOtherBuilds();
        }
    }

    /** The same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    /**
     * Stops everything for good: first what uses, then what is used; each gracefully, and by force after its time limit. Does nothing
     * where nothing runs.
     */
    public void stop() {
        closing = true;
        for (var component : components().reversed()) {
            if (component.isAlive()) {
                component.stop();
                listener.stopped(component);
            }
        }
    }

    /** Everything there is, each after what it uses. */
    public List<Component> components() {
        var all = new ArrayList<Component>(List.of(mariaDb, kafka));
        all.addAll(auths);
        all.addAll(promotions);
        all.addAll(gateways);
        return all;
    }

    public MariaDb mariaDb() {
        return mariaDb;
    }

    public KafkaBroker kafka() {
        return kafka;
    }

    public List<ServiceProcess> auths() {
        return List.copyOf(auths);
    }

    public List<ServiceProcess> promotions() {
        return List.copyOf(promotions);
    }

    public List<ServiceProcess> gateways() {
        return List.copyOf(gateways);
    }

    /** Where clients go: the first gateway. */
    public URI url() {
        return gateways.getFirst().url();
    }

    /** What {@link #ADMIN} logs in with; a secret. */
    public String adminPassword() {
        return adminPassword;
    }

    /** What auth-service logs in to its database with, as user {@code auth}; a secret. */
    public String authPassword() {
        return authPassword;
    }

    /** What promotion-service logs in to its database with, as user {@code promotion}; a secret. */
    public String promotionPassword() {
        return promotionPassword;
    }

    private static String jwks(URI auth) {
        return auth + "/oauth2/jwks";
    }

    private Map<String, String> database(String schema, String password) {
        var settings = new HashMap<String, String>();
        settings.put("SPRING_DATASOURCE_URL", mariaDb.jdbcUrl(schema));
        settings.put("SPRING_DATASOURCE_USERNAME", schema);
        settings.put("SPRING_DATASOURCE_PASSWORD", password);
        return settings;
    }

    private ServiceProcess service(
            ProjectHome home,
            String service,
            int number,
            StackPort port,
            StackPort managementPort,
            Map<String, String> settings) {
        var name = number == 0 ? service : service + "-" + (number + 1);
        var all = new HashMap<>(settings);
        all.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        all.put("PROMO_TOKEN_ISSUER", "http://127.0.0.1:" + design.ports().number(StackPort.GATEWAY));
        all.put("PROMO_TOKEN_AUDIENCE", "promo-api");
        all.put("PROMO_HTTP_DRAIN", "0s"); // nobody balances between them
        all.putAll(design.environment().getOrDefault(service, Map.of()));
        return new ServiceProcess(
                name,
                programs.computeIfAbsent(service, _ -> new Program(BootJar.of(home, service + "-service"))),
                design.folder().resolve(name),
                number == 0 ? design.ports().number(port) : FreePorts.next(),
                number == 0 ? design.ports().number(managementPort) : FreePorts.next(),
                all);
    }

    private void together(List<? extends Component> components) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> starts = components.stream()
                    .<Callable<Void>>map(component -> () -> {
                        start(component);
                        return null;
                    })
                    .toList();
            for (Future<Void> start : threads.invokeAll(starts)) {
                start.get();
            }
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failure.getCause());
        }
    }
}
