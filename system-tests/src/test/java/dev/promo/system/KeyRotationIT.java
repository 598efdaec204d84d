package dev.promo.system;

import static dev.promo.system.RunningSystem.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.demo.Gateway;
import dev.promo.local.demo.Person;
import dev.promo.local.stack.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Key after key under traffic through two of everything, as fast as the shortest lead allows, one in 12 s: nobody is refused.
 *
 * <p>Verifiers are at their worst all the time: somebody shows each of them tokens of unknown keys, so that whenever a new key
 * begins to sign, they may just have asked for keys and may not ask again for ten seconds.
 */
class KeyRotationIT {

    /** {@code -Dpromo.test.key-rotations=10} goes on for two minutes. */
    private static final int ROTATIONS = Integer.getInteger("promo.test.key-rotations", 4);

    private static final int WORKERS = 4;

    private final RunningSystem system = RunningSystem.healthy();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<String> kids = new ConcurrentSkipListSet<>();

    @Test
    void keysChangeUnderTrafficWithoutOneFailedRequest() throws Exception {
        var people = system.newPeople(WORKERS);
        var threads = new ArrayList<Thread>();
        for (var person : people) {
            threads.add(Thread.ofVirtual().start(() -> traffic(person)));
        }
        threads.add(Thread.ofVirtual().start(() -> showUnknownKeys(people.getFirst())));
        var made = new ArrayList<String>();
        try (var gateway = system.gateway(0)) {
            var admin = gateway.logIn(
                            new Person.Identifier("userName", Stack.ADMIN), system.stack().adminPassword())
                    .accessToken();
            for (var rotation = 0; rotation < ROTATIONS; rotation++) {
                var next = gateway.call("POST", "/api/v1/admin/keys/rotations", admin, null);
                assertThat(next.status()).as(next.body()).isEqualTo(200);
                var kid = next.text("/kid");
                made.add(kid);
                await().atMost(PATIENCE).until(() -> isSigning(gateway, admin, kid) && kids.contains(kid));
            }
        } finally {
            ended.countDown();
            for (var thread : threads) {
                thread.join();
            }
        }

        assertThat(failures).as("of %s requests", requests).isEmpty();
        assertThat(made).doesNotHaveDuplicates().hasSize(ROTATIONS);
        assertThat(kids).containsAll(made);
        assertThat(requests).hasValueGreaterThan(ROTATIONS * WORKERS);
    }

    private static boolean isSigning(Gateway gateway, String admin, String kid) throws InterruptedException {
        var newest = gateway.call("GET", "/api/v1/admin/keys", admin, null);
        return newest.text("/keys/0/kid").equals(kid)
                && newest.text("/keys/0/state").equals("SIGNING");
    }

    /** Logs in at one gateway after the other, and shows the new token and the very first one to both. */
    private void traffic(Person person) {
        var oldest = "";
        while (ended.getCount() > 0) {
            for (var door : doors()) {
                var login = request(() -> Http.post(
                        door,
                        "/api/v1/user/login",
                        "application/json",
                        "{\"account\":\"%s\",\"password\":\"%s\"}".formatted(person.userName(), person.password())));
                if (login.isEmpty()) {
                    continue;
                }
                var token = JsonMapper.shared().readTree(login).get("accessToken").stringValue();
                kids.add(kid(token));
                oldest = oldest.isEmpty() ? token : oldest;
                for (var shown : List.of(token, oldest)) {
                    for (var verifier : doors()) {
                        request(() -> Http.get(verifier, "/homepage", "Bearer " + shown));
                        request(() -> Http.get(verifier, "/api/v1/user/me", "Bearer " + shown));
                    }
                }
            }
        }
    }

    private void showUnknownKeys(Person person) {
                try (var gateway = system.gateway(0)) {
            var good = RunningSystem.logIn(gateway, person, 0).accessToken();
            for (var number = 0; !ended.await(500, TimeUnit.MILLISECONDS); number++) {
                var header = "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"nobody-%d\"}".formatted(number);
                var token = Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(header.getBytes(StandardCharsets.UTF_8))
                        + good.substring(good.indexOf('.'));
                for (var verifier : verifiers()) {
                    var answer = Http.get(verifier, "/homepage", "Bearer " + token);
                    if (answer.status() != 401) {
                        failures.add("a token of an unknown key: " + answer);
                    }
                }
            }
        } catch (IOException | InterruptedException failure) {
            failures.add(failure.toString());
        }
    }

    private List<URI> doors() {
        return system.stack().gateways().stream().map(gateway -> gateway.url()).toList();
    }

    private List<URI> verifiers() {
        var all = new ArrayList<>(doors());
        system.stack().promotions().forEach(promotion -> all.add(promotion.url()));
        return all;
    }

    private interface Request {
        Http.Answer send() throws IOException, InterruptedException;
    }

    /** The body of a 200; empty, and noted as a failure, for anything else. */
    private String request(Request request) {
        requests.incrementAndGet();
        try {
            var answer = request.send();
            if (answer.status() == 200) {
                return answer.response().body();
            }
            failures.add(answer.response().request().uri() + ": " + answer);
        } catch (IOException | InterruptedException failure) {
            failures.add(failure.toString());
        }
        return "";
    }

    private static String kid(String token) {
        var header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        return JsonMapper.shared().readTree(header).get("kid").stringValue();
    }
}
