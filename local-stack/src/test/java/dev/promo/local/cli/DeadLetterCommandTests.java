package dev.promo.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterCommandTests {

    private static final String LETTER =
            "{\"id\":7,\"state\":\"waiting\",\"reason\":\"NOT_JSON\",\"cause\":\"The data is not JSON.\",\"attempts\":0,"
                    + "\"original\":{\"topic\":\"auth.first-login\",\"partition\":0,\"offset\":41,\"timestamp\":\"t\"}";

    @TempDir
    private Path checkout;

    private final List<String> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // by BeforeEach
    private HttpServer gateway;

    private String outcome = "would_redrive";
    private int status = 200;

    @BeforeEach
    void aGateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        gateway.createContext("/", exchange -> {
            try (exchange) {
                var uri = exchange.getRequestURI().toString();
                asked.add(exchange.getRequestMethod() + " " + uri + " "
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                var login = uri.equals("/api/v1/user/login");
                var bytes = (login ? "{\"accessToken\":\"t\",\"firstLogin\":false}" : answer(uri)).getBytes(UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(login ? 200 : status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        gateway.start();
    }

    private String answer(String uri) {
        if (status >= 400) {
            return "{\"code\":\"INVALID_REQUEST\",\"detail\":\"No.\",\"errors\":[{\"field\":\"note\",\"rule\":\"MAX_LENGTH\",\"message\":\"Too long.\"}]}";
        }
        if (uri.endsWith("/7")) {
            return LETTER + ",\"headers\":[{\"name\":\"ce_id\",\"value\":{\"text\":\"\\u001b[2J\"}}],"
                    + "\"value\":{\"base64\":\"gA==\"},\"history\":[{\"when\":\"t\",\"action\":\"REFUSED\",\"who\":1}]}";
        }
        if (uri.contains("?")) {
            return uri.contains("cursor=next")
                    ? "{\"items\":[" + LETTER.replace(":7,", ":8,") + "}]}"
                    : "{\"items\":[" + LETTER + "}],\"nextCursor\":\"next\"}";
        }
        return "{\"letters\":[{\"id\":7,\"outcome\":\"" + outcome
                + "\",\"reason\":\"SCHEMA\",\"errors\":[{\"field\":\"userId\",\"rule\":\"TYPE\"}]}]}";
    }

    @AfterEach
    void endIt() {
        gateway.stop(0);
    }

    @Test
    void aListShowsEveryPage() {
        assertThat(run(0, "list", "--state", "waiting", "--reason", "NOT_JSON"))
                .containsPattern("7 +waiting +0 +0@41 +NOT_JSON +The data is not JSON\\.")
                .containsPattern("8 +waiting");
        assertThat(asked).last().asString().contains("limit=200&state=waiting&reason=NOT_JSON&cursor=next");
    }

    @Test
    void aLetterIsShownAndItsTextCannotTakeOverTheTerminal() {
        assertThat(run(0, "show", "7"))
                .contains("auth.first-login-0@41", "base64 gA==", "REFUSED by user 1", "\uFFFD[2J")
                .doesNotContain("\u001b");
    }

    @Test
    void aRedriveIsADryRunUnlessItIsSaidAndAPatchAloneIsACorrection() throws IOException {
        var patch = Files.writeString(checkout.resolve("patch.json"), "[{\"op\":\"remove\",\"path\":\"/a\"}]");

        assertThat(run(0, "redrive", "--all", "--correction", patch.toString()))
                .contains("1 of 1 dead letters can be brought back so; nothing was done, --apply does it.");

        assertThat(asked)
                .last()
                .asString()
                .contains(
                        "/redrives",
                        "\"dryRun\":true",
                        "\"ids\":[7,8]",
                        "\"correction\":{\"patch\":[{\"op\":\"remove\"");
        outcome = "redriven";
        assertThat(run(0, "redrive", "--ids", "7", "--apply")).contains("1 of 1 dead letters are back in the queue.");
        assertThat(asked).last().asString().contains("\"dryRun\":false", "\"ids\":[7]");
    }

    @Test
    void whatCannotBeBroughtBackIsSaidWithFieldAndRule() {
        outcome = "still_malformed";

        assertThat(run(1, "redrive", "--ids", "7", "--apply"))
                .containsPattern("7 +still_malformed +SCHEMA, userId TYPE");
    }

    @Test
    void parkingChangesNothingUnlessItIsSaid() {
        assertThat(run(0, "park", "--ids", "7", "--note", "ours")).contains("1 dead letters would be parked");
        assertThat(asked).noneMatch(request -> request.contains("/park"));

        outcome = "parked";
        assertThat(run(0, "park", "--ids", "7", "--note", "ours", "--apply")).containsPattern("7 +parked");
        assertThat(asked).last().asString().contains("\"note\":\"ours\"");
    }

    @Test
    void aRefusalIsSaidWithItsFields() {
        status = 400;

        assertThat(run(1, "park", "--ids", "7", "--note", "ours", "--apply"))
                .contains("400 INVALID_REQUEST. No.", "note: Too long. (MAX_LENGTH)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "redrive", "redrive --all --ids 1", "park --ids 7", "redrive --all --correction pom.xml"})
    void whatIsNoCommandIsSaidBeforeAnythingIsAsked(String arguments) {
        assertThat(run(2, arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)))
                .isNotEmpty();
        assertThat(asked).isEmpty();
    }

    private String run(int exitCode, String... arguments) {
        var all = new ArrayList<>(List.of("dlt"));
        all.addAll(List.of(arguments));
        if (arguments.length > 0) {
            all.addAll(List.of(
                    "--target",
                    "http://127.0.0.1:" + gateway.getAddress().getPort(),
                    "--admin-password",
                    "of-the-admin"));
        }
        var said = new StringWriter();
        var code = Promo.commandLine(new ProjectHome(checkout))
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(all.toArray(String[]::new));
        assertThat(code).as(said.toString()).isEqualTo(exitCode);
        return said.toString();
    }
}
