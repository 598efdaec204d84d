package dev.promo.system;

import dev.promo.local.stack.ServiceProcess;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What instances of a service tell Prometheus, read as text.
 *
 * @param types by family, as {@code # TYPE} says: {@code counter}, {@code gauge}, {@code histogram}, {@code summary}
 * @param tags by family; without {@code le} and {@code quantile}
 */
record Scrape(Map<String, String> types, Map<String, Set<String>> tags) {

    private static final Pattern SAMPLE = Pattern.compile("^([a-z0-9_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern TAG = Pattern.compile("([a-z0-9_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");

    static Scrape of(Iterable<? extends ServiceProcess> instances) throws IOException, InterruptedException {
        var all = new Scrape(new HashMap<>(), new HashMap<>());
        for (var instance : instances) {
            Http.get(instance.managementUrl(), "/actuator/prometheus", "")
                    .response()
                    .body()
                    .lines()
                    .forEach(all::read);
        }
        return all;
    }

    /** The family of a name in a query: that of its buckets, sums and counts is the histogram's. */
    static String family(String name) {
        return name.replaceFirst("_(bucket|sum|count)$", "");
    }

    boolean has(String family) {
        return types.containsKey(family);
    }

    private void read(String line) {
        if (line.startsWith("# TYPE ")) {
            var words = line.split(" ", -1);
            types.put(words[2], words[3]);
            return;
        }
        var sample = SAMPLE.matcher(line);
        if (sample.matches()) {
            var family = types.containsKey(sample.group(1)) ? sample.group(1) : family(sample.group(1));
            var seen = tags.computeIfAbsent(family, _ -> new TreeSet<>());
            TAG.matcher(sample.group(2) == null ? "" : sample.group(2))
                    .results()
                    .map(tag -> tag.group(1))
                    .filter(tag -> !tag.equals("le") && !tag.equals("quantile"))
                    .forEach(seen::add);
        }
    }
}
