package dev.promo.local.cli;

import dev.promo.local.events.Beginning;
import dev.promo.local.events.ShownEvent;
import dev.promo.local.events.Tail;
import dev.promo.local.events.Topics;
import dev.promo.local.stack.StackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows events as they come, one a line. Changes nothing: it is in no consumer group and commits nothing. */
@Command(
        name = "tail",
        description = {
            "Shows the last events of all topics and those that come, one a line:",
            "time, topic-partition@offset, type, key, data, trace. Changes nothing.",
            "Exit code 0 if it ends by itself, 2 if nobody answers or there is no such topic."
        })
final class EventsTailCommand implements Callable<Integer> {

    private static final int LAST = 10;
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9}):(\\d{1,18})");
    private static final long PATIENCE_MILLIS = 5_000;

    private final Promo promo;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--topic",
            paramLabel = "T",
            description = "Which topic to read, once for each; where nothing is said, all of the system's")
    private List<String> topics = new ArrayList<>();

    @ArgGroup
    private @Nullable From from;

    @Option(names = "--max", paramLabel = "N", description = "End after so many events")
    private @Nullable Integer max;

    @Option(names = "--json", description = "Show each event with all its headers, as one line of JSON")
    private boolean json;

    @Option(names = "--no-follow", description = "End when what is there now has been shown")
    private boolean noFollow;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "The brokers to ask; where nothing is said, the one that ./promo up started")
    private @Nullable String bootstrap;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties of a client that is let in, as Kafka's own tools take them")
    private @Nullable Path commandConfig;

    EventsTailCommand(Promo promo) {
        this.promo = promo;
    }

    /** One of them at most. */
    static final class From {
        @Option(names = "--from-beginning", description = "Begin with the first event there is")
        private boolean beginning;

        @Option(
                names = "--since",
                paramLabel = "DURATION",
                description = "Begin with what happened so long ago: 90s, 15m, 2h, 7d, or PT1H30M")
        private @Nullable String since;

        @Option(
                names = "--offset",
                paramLabel = "P:O",
                description = "Begin at offset O of partition P, and read that partition alone; needs one --topic")
        private @Nullable String offset;
    }

    @Override
    public Integer call() throws Exception {
        if (max != null && max < 1) {
            throw new ParameterException(spec.commandLine(), "--max takes a number of events, 1 or more");
        }
        var beginning = beginning();
        var settings = settings();
        var error = spec.commandLine().getErr();
        try (var tail = new Tail(settings)) {
            var known = tail.topics();
            var wanted = topics.isEmpty()
                    ? Topics.all().stream().filter(known::contains).toList()
                    : topics;
            for (var topic : wanted) {
                if (!known.contains(topic)) {
                    error.println("promo: there is no topic " + topic + "; there are " + String.join(", ", known));
                    return 2;
                }
            }
            var partitions = tail.partitions(wanted);
            if (beginning instanceof Beginning.At(var number, var _)
                    && partitions.stream().noneMatch(partition -> partition.partition() == number)) {
                error.println("promo: " + topics.getFirst() + " has no partition " + number);
                return 2;
            }
            if (partitions.isEmpty()) {
                error.println("promo: none of the system's topics is there yet");
                return 2;
            }
            untilInterrupted(tail, () -> tail.read(partitions, beginning, !noFollow, this::show));
            return 0;
        } catch (TimeoutException nobody) {
            error.println("promo: no broker answers at " + settings.get("bootstrap.servers")
                    + ". Is it up? ./promo status says; ./promo up starts it.");
            return 2;
        } catch (KafkaException refused) {
            error.println("promo: " + reason(refused));
            return 2;
        }
    }

    /** An interrupted reading ends between two lines, and the process only after it. */
    private static void untilInterrupted(Tail tail, Runnable reading) {
        var ended = new CountDownLatch(1);
        var hook = new Thread(() -> {
            tail.stop();
            try {
                ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            reading.run();
        } catch (WakeupException _) {
            // somebody has seen enough
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // it runs
            }
        }
    }

    private int shown;

    private boolean show(ShownEvent event) {
        var out = spec.commandLine().getOut();
        out.println(json ? event.json() : event.line());
        out.flush();
        return !out.checkError() && (max == null || ++shown < max); // nobody may be reading any more
    }

    private Beginning beginning() {
        if (from == null) {
            return new Beginning.Last(LAST);
        }
        if (from.since != null) {
            return new Beginning.Since(duration(from.since));
        }
        if (from.offset != null) {
            var place = PLACE.matcher(from.offset);
            if (!place.matches() || topics.size() != 1) {
                throw new ParameterException(
                        spec.commandLine(), "--offset takes PARTITION:OFFSET, such as 0:17, and needs one --topic");
            }
            return new Beginning.At(Integer.parseInt(place.group(1)), Long.parseLong(place.group(2)));
        }
        return from.beginning ? new Beginning.First() : new Beginning.Last(LAST);
    }

    private Duration duration(String text) {
        var simple = SHORT_DURATION.matcher(text);
        if (simple.matches()) {
            var count = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
        try {
            var duration = Duration.parse(text.toUpperCase(Locale.ROOT));
            if (!duration.isNegative() && duration.toDays() < 1_000_000) {
                return duration;
            }
        } catch (DateTimeParseException _) {
            // said below
        }
        throw new ParameterException(
                spec.commandLine(), "--since takes how long ago: 90s, 15m, 2h, 7d, or PT1H30M; not " + text);
    }

    private Map<String, Object> settings() throws IOException {
        var settings = new HashMap<String, Object>();
        if (commandConfig != null) {
            if (!Files.isReadable(commandConfig)) {
                throw new ParameterException(spec.commandLine(), "--command-config: there is no file " + commandConfig);
            }
            var file = new Properties();
            try (var reader = Files.newBufferedReader(commandConfig)) {
                file.load(reader);
            }
            file.stringPropertyNames().forEach(name -> settings.put(name, file.getProperty(name)));
        }
        if (bootstrap != null) {
            settings.put("bootstrap.servers", bootstrap);
        } else if (!settings.containsKey("bootstrap.servers")) {
            settings.put(
                    "bootstrap.servers",
                    "127.0.0.1:" + promo.runFolder().ports().number(StackPort.KAFKA));
        }
        return settings;
    }

    /** The innermost, as the outer ones only say that there is no consumer. */
    private static String reason(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
