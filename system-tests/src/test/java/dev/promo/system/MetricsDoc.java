package dev.promo.system;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of {@code docs/metrics.md}. */
final class MetricsDoc {

    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z0-9_]+)` \\| (\\w+) \\| ([^|]+) \\|([^|]*)\\|", Pattern.MULTILINE);

    private MetricsDoc() {}

    /** By name. */
    static Map<String, Metric> read() throws IOException {
        var page = Files.readString(ProjectHome.find().root().resolve("docs/metrics.md"));
        var metrics = new TreeMap<String, Metric>();
        ROW.matcher(page).results().forEach(row -> {
            var twice = metrics.put(
                    row.group(1),
                    new Metric(
                            row.group(1),
                            row.group(2),
                            words(row.group(3)),
                            words(row.group(4).replace("`", ""))));
            if (twice != null) {
                throw new AssertionError("two rows for " + twice.name());
            }
        });
        return metrics;
    }

    private static List<String> words(String cell) {
        return Stream.of(cell.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /**
     * A row.
     *
     * @param of the services that have it: {@code all}, {@code auth}, {@code promotion}, {@code gateway}, {@code gateway with Redis}
     * @param tags besides {@code application}
     */
    record Metric(String name, String type, List<String> of, List<String> tags) {

        boolean isOf(String service) {
            return of.contains("all") || of.contains(service);
        }
    }
}
