package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Admin paths are for admins alone: at the gateway, and at the service when somebody gets past it. */
class AdminIT {

    private final RunningSystem system = RunningSystem.healthy();
    private final URI gateway = system.stack().url();

    @Test
    void theFirstAdminLogsInAndFindsAPerson() throws Exception {
        var person = system.newPeople(1).getFirst();

        var answer = Http.get(gateway, find(person.userName()), "Bearer " + system.adminsToken());

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.json().at("/userId").longValue()).isEqualTo(system.userId(person));
        assertThat(answer.json().at("/roles").toString()).isEqualTo("[\"USER\"]");
        assertThat(answer.response().body()).doesNotContain(person.userName(), person.email());
    }

    @Test
    void twoInstancesStartedWithTheSameAdminAndThereIsOne() throws Exception {
        system.adminsToken();

        assertThat(system.auth()
                        .sql("SELECT COUNT(*) FROM user_roles WHERE role = 'ADMIN'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aUsersTokenIsRefusedAtEveryAdminPathOfEveryDoor() throws Exception {
        var person = system.newPeople(1).getFirst();
        var token = system.logInAtOnce(List.of(person)).getFirst().accessToken();
        var doors = List.of(
                gateway,
                system.stack().auths().getFirst().url(),
                system.stack().promotions().getFirst().url());

        for (var door : doors) {
            for (var path : List.of(
                    find(person.userName()),
                    "/api/v1/admin/users/" + system.userId(person) + "/roles",
                    "/api/v1/admin/campaigns",
                    "/api/v1/admin/dead-letters",
                    "/api/v1/admin/no-such-thing")) {
                var answer = Http.get(door, path, "Bearer " + token);

                assertThat(answer.status()).as("%s%s: %s", door, path, answer).isEqualTo(403);
                assertThat(answer.json().at("/code").stringValue()).isEqualTo("FORBIDDEN");
                assertThat(Http.get(door, path, "").status()).isEqualTo(401);
            }
        }
    }

    private static String find(String userName) {
        return "/api/v1/admin/users?account=" + userName;
    }
}
