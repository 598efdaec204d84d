package dev.promo.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The load generator of that name: so many connections, each of which asks again as soon as it is answered, with the next person's
 * token.
 */
final class Wrk {

    private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
    private static final Pattern REQUESTS = Pattern.compile("([0-9]+) requests in ");
    private static final Pattern QUANTILE = Pattern.compile(" +(50|99)% +([0-9.]+)(us|ms|s)");
    private static final Pattern FAILURE = Pattern.compile("Non-2xx or 3xx responses|Socket errors");

    private final Path program;
    private final Path script;

    /**
     * Writes down what it is to ask with.
     *
     * @param folder for the script
     */
    Wrk(Path folder, List<String> tokens) throws IOException {
        program = Tool.find("wrk")
                .orElseThrow(
                        () -> new IllegalStateException("The load is wrk's: install it, the package is called wrk"));
        script = folder.resolve("tokens.lua");
        Files.writeString(script, """
                local requests = {}
                function init() -- by now wrk knows the host
                  for token in ([[%s]]):gmatch("%%S+") do
                    wrk.headers["Authorization"] = "Bearer " .. token
                    requests[#requests + 1] = wrk.format("GET", "/homepage")
                  end
                end
                local turn = 0
                function request()
                  turn = turn %% #requests + 1
                  return requests[turn]
                end
                """.formatted(String.join(" ", tokens)));
    }

    Measured run(URI url, int connections, Duration duration) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        program.toString(),
                        "-t1",
                        "-c" + connections,
                        "-d" + duration.toSeconds() + "s",
                        "--latency",
                        "-s",
                        script.toString(),
                        url.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("wrk failed: " + said);
        }
        return Measured.read(said);
    }

    /**
     * What it says of its answers, all of which were good.
     *
     * @param rate answers a second
     * @param median milliseconds
     * @param p99 milliseconds
     */
    record Measured(double rate, long requests, double median, double p99) {

        static Measured read(String said) {
            if (FAILURE.matcher(said).find()) {
                throw new IllegalStateException("Not every answer was good: " + said);
            }
            var quantiles = QUANTILE.matcher(said)
                    .results()
                    .collect(Collectors.toMap(
                            found -> found.group(1),
                            found -> Double.parseDouble(found.group(2))
                                    * switch (found.group(3)) {
                                        case "us" -> 1e-3;
                                        case "ms" -> 1;
                                        default -> 1e3;
                                    }));
            return new Measured(
                    number(RATE, said),
                    (long) number(REQUESTS, said),
                    Optional.ofNullable(quantiles.get("50")).orElseThrow(),
                    Optional.ofNullable(quantiles.get("99")).orElseThrow());
        }

        private static double number(Pattern pattern, String said) {
            return Stream.of(pattern.matcher(said))
                    .filter(found -> found.find())
                    .mapToDouble(found -> Double.parseDouble(found.group(1)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("wrk said something else: " + said));
        }
    }
}
