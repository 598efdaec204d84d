package dev.promo.local.stack;

import dev.promo.local.ProjectHome;
import dev.promo.local.process.Component;
import dev.promo.local.process.Launch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One instance of one of our services, as a process of its own, told by environment variables what a platform team would tell it.
 *
 * <p>It is ready when its readiness probe says so.
 */
public final class ServiceProcess extends Component {

    private static final HttpClient PROBE = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private final Program program;
    private final int managementPort;
    private final Map<String, String> environment;

    /**
     * @param name the service, and its number if it is not the only one
     * @param folder its working directory, where its log is; made if absent
     */
    ServiceProcess(
            String name, Program program, Path folder, int port, int managementPort, Map<String, String> environment) {
        super(name, folder, port, Duration.ofSeconds(40)); // it drains, then lets requests finish
        this.program = program;
        this.managementPort = managementPort;
        this.environment = Map.copyOf(environment);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Where its health, metrics and other actuator endpoints are. */
    public URI managementUrl() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    @Override
    protected Launch prepare() throws IOException {
        var variables = new java.util.HashMap<>(environment);
        variables.put("SERVER_ADDRESS", "127.0.0.1");
        variables.put("SERVER_PORT", Integer.toString(port()));
        variables.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        variables.put("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
        return new Launch(
                List.of(
                        ProjectHome.java().toString(),
                        "-XX:+UseSerialGC", // the smallest, and right for a process that has less than a core to itself
                        // Only the quick compiler: half the processor time until ready (7 s of a core, not 17), while
                        // bcrypt, the one
                        // thing that is hot here, loses 8 %. Not for measuring throughput.
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-Xss512k",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-jar",
                        program.path().toString()),
                variables,
                folder(),
                log());
    }

    @Override
    public boolean answers() {
        var readiness = HttpRequest.newBuilder(managementUrl().resolve("/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return PROBE.send(readiness, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
