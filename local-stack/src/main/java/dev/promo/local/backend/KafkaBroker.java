package dev.promo.local.backend;

import dev.promo.local.ProjectHome;
import dev.promo.local.process.Component;
import dev.promo.local.process.Launch;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker (KRaft, one node that is its own controller) on 127.0.0.1 as a child process.
 *
 * <p>Topics are never made by accident: whoever wants one creates it.
 */
public final class KafkaBroker extends Component {

    private static final String LOGGING = """
            rootLogger.level=INFO
            rootLogger.appenderRef.console.ref=console
            appender.console.type=Console
            appender.console.name=console
            appender.console.layout.type=PatternLayout
            appender.console.layout.pattern=%d{yyyy-MM-dd'T'HH:mm:ss.SSSX}{UTC} %-5p %c{1} - %m%n
            # each of these prints its whole configuration at every start
            logger.config.name=org.apache.kafka.common.config
            logger.config.level=WARN
            logger.kafkaconfig.name=kafka.server.KafkaConfig
            logger.kafkaconfig.level=WARN
            """;

    private static final String OPEN_TO_THIS_MACHINE =
            "listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT\n";

    private final Path libraries;
    private final int controllerPort;
    private final @Nullable KafkaSecurity security;

    /** A broker that does not run yet, and will serve whoever is on this machine. */
    public KafkaBroker(ProjectHome home, Path folder, int port, int controllerPort) {
        this(home, folder, port, controllerPort, null);
    }

    /**
     * A broker that does not run yet.
     *
     * @param home where the broker's jars lie
     * @param folder holds this broker's data, log and settings; made if absent, and kept
     * @param port for clients, on 127.0.0.1
     * @param controllerPort for the broker's talk with itself, on 127.0.0.1
     * @param security keeps strangers out; null to serve whoever is on this machine
     */
    public KafkaBroker(ProjectHome home, Path folder, int port, int controllerPort, @Nullable KafkaSecurity security) {
        super("kafka", folder, port, Duration.ofSeconds(20));
        this.libraries = home.kafkaLibraries();
        this.controllerPort = controllerPort;
        this.security = security;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    /** Where it talks with itself. */
    public int controllerPort() {
        return controllerPort;
    }

    @Override
    protected Launch prepare() throws IOException {
        var settings = folder().resolve("server.properties");
        var logging = folder().resolve("log4j2.properties");
        OwnerOnly.write(settings, settings()); // may hold passwords
        Files.writeString(logging, LOGGING);
        var formatted = folder().resolve("formatted"); // written last, so that an interrupted format is done again
        if (!Files.exists(formatted)) {
            format(settings, logging);
            Files.createFile(formatted);
        }
        return new Launch(java(logging, "kafka.Kafka", settings.toString()), Map.of(), folder(), log());
    }

    private String settings() {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=CLIENTS://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=CLIENTS://127.0.0.1:%1$d
                inter.broker.listener.name=CLIENTS
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                auto.create.topics.enable=false
                group.initial.rebalance.delay.ms=0
                # the log is the queue of first logins, and its history: nothing in it grows old
                log.retention.hours=-1
                # one broker: one replica of everything, and few internal partitions
                offsets.topic.num.partitions=3
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=3
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=3
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                # small threads and buffers: this shares two cores and 3 GB with the rest of the stack
                num.network.threads=2
                num.io.threads=4
                background.threads=4
                log.cleaner.dedupe.buffer.size=8388608
                """.formatted(port(), controllerPort, folder().resolve("data"))
                + (security == null ? OPEN_TO_THIS_MACHINE : security.settings());
    }

    /** Kafka's own tool writes the storage with every feature of this version on, as the official image does. */
    private void format(Path settings, Path logging) throws IOException {
        Folders.delete(folder().resolve("data"));
        var log = folder().resolve("format.log");
        var format = new ProcessBuilder(java(
                        logging,
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id=" + clusterId(), // one argument: an id may begin with a hyphen
                        "--config",
                        settings.toString()))
                .directory(folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        try {
            if (format.waitFor() != 0) {
                throw new IOException("Kafka cannot format its storage:\n" + Files.readString(log));
            }
        } catch (InterruptedException interruption) {
            format.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while Kafka formatted its storage", interruption);
        }
    }

    private List<String> java(Path logging, String mainClass, String... arguments) {
        var command = new ArrayList<>(List.of(
                ProjectHome.java().toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // starts in two thirds of the time; a broker this idle never misses C2
                "-Dlog4j2.configurationFile=" + logging,
                "-cp",
                libraries.resolve("*").toString(),
                mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String clusterId() {
        var uuid = UUID.randomUUID();
        var bytes =
                ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Asks for the cluster's metadata: a broker that lists itself is registered, unfenced and serving. Nobody needs a right for
     * that, but where the broker knows its clients, one has to be known.
     */
    @Override
    public boolean answers() {
        try (var broker = security == null ? KafkaWire.plain(port()) : KafkaWire.secured(port(), security)) {
            return broker.countBrokers() > 0;
        } catch (IOException | GeneralSecurityException _) {
            return false;
        }
    }
}
