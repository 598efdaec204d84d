package dev.promo.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateKeysCommandTests {

    @TempDir
    private Path checkout;

    private final List<String> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by BeforeEach
    private HttpServer gateway;

    private int verdict = 200;
    private int loginVerdict = 200;

    @BeforeEach
    void aGateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        gateway.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                asked.add(exchange.getRequestMethod() + " " + path + " "
                        + exchange.getRequestHeaders().getFirst("Authorization")
                        + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                var login = path.equals("/api/v1/user/login");
                var body = login
                        ? "{\"accessToken\":\"t\",\"firstLogin\":false}"
                        : "{\"kid\":\"the-next\",\"signsFrom\":\"2026-01-01T00:00:00Z\",\"code\":\"FORBIDDEN\"}";
                var bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(login ? loginVerdict : verdict, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        gateway.start();
    }

    @AfterEach
    void endIt() {
        gateway.stop(0);
    }

    @Test
    void theAdminAsksForTheNextKeyAndSaysWhenItSigns() {
        var said = run(0);

        assertThat(said).contains("the-next", "2026-01-01T00:00:00Z");
        assertThat(asked.getFirst()).startsWith("POST /api/v1/user/login").contains("admin", "of-the-admin");
        assertThat(asked.getLast()).startsWith("POST /api/v1/admin/keys/rotations Bearer t");
        assertThat(said).doesNotContain("of-the-admin");
    }

    @Test
    void aRefusalIsSaid() {
        verdict = 403;

        assertThat(run(1)).contains("403 FORBIDDEN");
    }

    @Test
    void anAdminWhoIsNotLetInIsSaid() {
        loginVerdict = 401;

        assertThat(run(1)).contains("the admin cannot log in", "401");
    }

    @Test
    void nobodyThereIsSaid() {
        gateway.stop(0);

        assertThat(run(2)).contains("Nobody answers");
    }

    private String run(int exitCode) {
        var said = new StringWriter();
        var code = Promo.commandLine(new ProjectHome(checkout))
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(
                        "rotate-keys",
                        "--target",
                        "http://127.0.0.1:" + gateway.getAddress().getPort(),
                        "--admin-password",
                        "of-the-admin");
        assertThat(code).as(said.toString()).isEqualTo(exitCode);
        return said.toString();
    }
}
