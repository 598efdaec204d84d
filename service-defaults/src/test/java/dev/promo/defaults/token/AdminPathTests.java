package dev.promo.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.defaults.Http;
import dev.promo.defaults.SampleServiceTest;
import dev.promo.defaults.TestIssuer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The one rule about roles that every service has: what is below {@code /api/v1/admin} is for admins. */
@SampleServiceTest
class AdminPathTests {
    private final Http http;

    AdminPathTests(@LocalServerPort int port) {
        http = new Http(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/admin",
                "/api/v1/admin/things/7",
                "/api/v1/%61dmin/things/7",
                "/api/v1/admin/nothing-is-here",
                "/api/v1/admin/things/7?role=ADMIN",
            })
    void whoIsNoAdminIsForbiddenWhateverElseTheyAre(String path) {
        for (var token : new String[] {
            TestIssuer.token(),
            TestIssuer.tokenWithRoles(),
            TestIssuer.tokenWithRoles("USER", "PARTNER"),
            TestIssuer.tokenWithRoles("admin", "ROLE_ADMIN", "ADMIN "),
        }) {
            var answer = http.get(path, "Authorization", "Bearer " + token);

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("\"code\":\"FORBIDDEN\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/admin", "/api/v1/admin/things/7"})
    void anAdminIsLetIn(String path) {
        var answer = http.get(path, "Authorization", "Bearer " + TestIssuer.tokenWithRoles("USER", "ADMIN"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"admin\":42}");
    }

    @Test
    void withoutATokenOneIsAskedForIt() {
        var answer = http.get("/api/v1/admin/things/7");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
    }

    @Test
    void anAdminPathCannotBeMadePublicByMistake() {
        assertThat(http.get("/api/v1/admin/stated-as-public").statusCode()).isEqualTo(401);
    }
}
