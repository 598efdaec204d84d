package dev.promo.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.auth.WholeServiceTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;

class SignupIT extends WholeServiceTest {

    private static final String SIGNUP = "/api/v1/user/signup";

    @Test
    void aPersonSignsUpAndIsToldWhoTheyAre() {
        var person = somebody();
        person.put("fullName", "  Trần Thị 😀 ");
        person.put("userName", "Miss.Tran-1");
        person.put("email", "Tran@Example.COM");
        person.put("phoneNumber", "0987 654 321");
        person.put("birthday", "1990-05-17");

        var result = post(SIGNUP, person);

        assertThat(result.getStatus().value()).isEqualTo(201);
        assertThat(result.getResponseHeaders().getFirst("Location")).isEqualTo("/api/v1/user/me");
        var profile = json(result);
        assertThat(profile.propertyNames())
                .containsExactly("userId", "fullName", "userName", "email", "phoneNumber", "birthday");
        assertThat(profile.get("userId").longValue()).isPositive();
        assertThat(profile.get("fullName").stringValue()).isEqualTo("Trần Thị 😀");
        assertThat(profile.get("userName").stringValue()).isEqualTo("miss.tran-1");
        assertThat(profile.get("email").stringValue()).isEqualTo("tran@example.com");
        assertThat(profile.get("phoneNumber").stringValue()).isEqualTo("+84987654321");
        assertThat(profile.get("birthday").stringValue()).isEqualTo("1990-05-17");
    }

    @Test
    void ofThePasswordOnlyABcryptHashIsKept() {
        var id = signUp(somebody());

        assertThat(jdbc.sql("SELECT password_hash FROM users WHERE id = ?")
                        .param(id)
                        .query(String.class)
                        .single())
                .matches("\\$2b\\$\\d\\d\\$.{53}");
    }

    @Test
    void anyOneOfTheThreeIdentifiersIsEnoughForAnyNumberOfPeople() {
        for (var only : List.of("userName", "email", "phoneNumber")) {
            for (var n = 0; n < 2; n++) {
                var person = somebody();
                person.keySet().retainAll(List.of("fullName", "password", only));

                assertThat(post(SIGNUP, person).getStatus().value()).isEqualTo(201);
            }
        }
    }

    @Test
    void idsAreDense() {
        var first = signUp(somebody());
        var last = first;
        for (var n = 0; n < 60; n++) { // more than a block
            last = signUp(somebody());
        }

        assertThat(last - first).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({
        "userName, ' PERSON ', userName",
        "email, PERSON@Example.com, email",
        "phoneNumber, 0911 999 999, phoneNumber",
    })
    void anIdentifierThatSomebodyHasIsTakenHoweverItIsSpelled(String field, String respelled, String named) {
        var one = somebody();
        var other = somebody();
        one.put("userName", "person");
        one.put("email", "person@example.com");
        one.put("phoneNumber", "+84911999999");
        post(SIGNUP, one); // by the second time they exist already
        other.put(field, respelled);
        var before = count("users");

        var result = post(SIGNUP, other);

        assertThat(result.getStatus().value()).isEqualTo(409);
        assertThat(json(result).get("code").stringValue()).isEqualTo("IDENTIFIER_TAKEN");
        assertThat(errors(result)).containsExactly(named + " UNIQUE");
        assertThat(count("users")).isEqualTo(before);
    }

    @Test
    void everyTakenIdentifierIsNamed() {
        var one = somebody();
        signUp(one);

        assertThat(errors(post(SIGNUP, one)))
                .containsExactlyInAnyOrder("userName UNIQUE", "email UNIQUE", "phoneNumber UNIQUE");
    }

    @Test
    void ofManyWhoWantTheSameIdentifierAtOnceExactlyOneGetsItAndNothingHalfIsStored() throws Exception {
        var wanted = somebody();
        var rivals = 16;
        var usersBefore = count("users");
        var identifiersBefore = count("identifiers");
        var together = new CyclicBarrier(rivals);
        var tasks = new ArrayList<Callable<EntityExchangeResult<String>>>();
        for (var n = 0; n < rivals; n++) {
            var rival = somebody();
            rival.put(n % 2 == 0 ? "email" : "phoneNumber", wanted.get(n % 2 == 0 ? "email" : "phoneNumber"));
            rival.put("userName", wanted.get("userName"));
            tasks.add(() -> {
                together.await();
                return post(SIGNUP, rival);
            });
        }

        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(tasks)) {
                statuses.add(result.get().getStatus().value());
            }
        }

        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        assertThat(count("users")).isEqualTo(usersBefore + 1);
        assertThat(count("identifiers")).isEqualTo(identifiersBefore + 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fullName | REQUIRED | fullName",
                "password | REQUIRED | password",
            })
    void aMissingFieldIsNamed(String field, String rule, String named) {
        var person = somebody();
        person.remove(field);

        refusedWith(post(SIGNUP, person), named + " " + rule);
    }

    @Test
    void aPasswordOf73BytesIsRefusedForItsLength() {
        var person = somebody();
        person.put("password", "p".repeat(73));

        refusedWith(post(SIGNUP, person), "password MAX_BYTES");
    }

    @Test
    void allMistakesAreReportedTogether() {
        var person = new HashMap<String, Object>(Map.of("fullName", 7, "email", "x", "password", "short"));
        person.put("birthday", "2999-01-01");
        person.put("role", "ADMIN");

        refusedWith(
                post(SIGNUP, person),
                "role UNKNOWN_FIELD",
                "fullName TYPE",
                "email FORMAT",
                "password MIN_LENGTH",
                "birthday PAST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                                     | 400",
                "{                                        | 400",
                "{\"\"fullName\"\":\"\"Ann\"\"}}          | 400",
                "{\"\"fullName\"\":\"\"A\"\",\"\"fullName\"\":\"\"B\"\"} | 400",
                "[]                                       | 400",
                "null                                     | 400",
                "7                                        | 400",
                "\"\"\"text\"\"\"                         | 400",
                "{\"\"fullName\"\":NaN}                   | 400",
            })
    void whatIsNoJsonObjectIsAMistakeOfTheClient(String body, int status) {
        var before = count("users");

        var result = post(SIGNUP, body);

        assertThat(result.getStatus().value()).isEqualTo(status);
        assertThat(result.getResponseHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(count("users")).isEqualTo(before);
    }

    @Test
    void formsAndXmlAreNotUnderstood() {
        for (var type :
                List.of(MediaType.APPLICATION_FORM_URLENCODED, MediaType.APPLICATION_XML, MediaType.TEXT_PLAIN)) {
            var result = http.post()
                    .uri(SIGNUP)
                    .contentType(type)
                    .body("a=b")
                    .exchange()
                    .returnResult(String.class);

            assertThat(result.getStatus().value()).isEqualTo(415);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO users (id, full_name, password_hash, created_at) VALUES (900001, 'x', '$2b$', UTC_TIMESTAMP(6))",
                "INSERT INTO users (id, full_name, password_hash, email, created_at) VALUES (900002, 'x', '$2b$', '', UTC_TIMESTAMP(6))",
                "INSERT INTO users (id, full_name, password_hash, email, created_at) VALUES (900003, '', '$2b$', 'a', UTC_TIMESTAMP(6))",
                "INSERT INTO users (id, full_name, password_hash, email, created_at) VALUES (900004, 'x', 'plain', 'a', UTC_TIMESTAMP(6))",
                "INSERT INTO users (id, full_name, password_hash, email, created_at) VALUES (0, 'x', '$2b$', 'a', UTC_TIMESTAMP(6))",
                "INSERT INTO identifiers VALUES ('nobody', 'USER_NAME', 999999)",
                "INSERT INTO identifiers SELECT identifier, 'EMAIL', user_id FROM identifiers LIMIT 1",
                "INSERT INTO identifiers SELECT CONCAT(identifier, 'x'), kind, user_id FROM identifiers LIMIT 1",
                "INSERT INTO identifiers SELECT CONCAT(identifier, 'x'), 'NICKNAME', user_id FROM identifiers LIMIT 1",
                "UPDATE users SET latest_login = UTC_TIMESTAMP(6), first_login_at = NULL WHERE id > 0",
            })
    void theSchemaItselfRefusesWhatMustNotBe(String statement) {
        signUp(somebody());

        assertThatThrownBy(() -> jdbc.sql(statement).update()).isInstanceOf(DataAccessException.class);
    }

    private void refusedWith(EntityExchangeResult<String> result, String... violations) {
        assertThat(result.getStatus().value()).isEqualTo(400);
        assertThat(json(result).get("code").stringValue()).isEqualTo("INVALID_REQUEST");
        assertThat(errors(result)).containsExactlyInAnyOrder(violations);
    }

    private static List<String> errors(EntityExchangeResult<String> result) {
        var errors = new ArrayList<String>();
        for (var error : json(result).get("errors")) {
            errors.add(
                    error.get("field").stringValue() + " " + error.get("rule").stringValue());
        }
        return errors;
    }
}
