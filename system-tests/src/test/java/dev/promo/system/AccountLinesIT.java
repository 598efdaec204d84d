package dev.promo.system;

import static dev.promo.system.RunningSystem.LOCKOUT_AFTER;
import static dev.promo.system.SecurityLine.assertRefused;
import static dev.promo.system.SecurityLine.assertRejects;
import static dev.promo.system.SecurityLine.code;
import static dev.promo.system.SecurityLine.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.local.demo.Crowd;
import dev.promo.local.demo.Person;
import java.io.IOException;
import java.net.URI;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/** Lines 43 to 62 and 64: what people sign up with and log in by, and those who try other people's doors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountLinesIT {

    private static final String SIGNUP = "/api/v1/user/signup";
    private static final String LOGIN = "/api/v1/user/login";
    private static final String STRONG = "quiet otters carry lanterns";
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final RunningSystem system = RunningSystem.healthy();
    private final URI gateway = system.stack().url();

    @TestFactory
    Stream<DynamicTest> passwordsAreTakenByLengthAloneWhateverTheyAreMadeOf() {
        return Stream.of(
                line(43, "7 characters", () -> assertRejects(signUp("vK8#qLw"), "password", "MIN_LENGTH")),
                line(
                        43,
                        "7 characters of 4 bytes",
                        () -> assertRejects(signUp("🦜🎺🧊🪁🦔🛶🧶"), "password", "MIN_LENGTH")),
                works(43, "8 characters", "vK8#qLwz"),
                works(43, "14 characters", "vK8#qLwz2Rt!9b"),
                works(43, "15 characters", "vK8#qLwz2Rt!9bX"),
                works(43, "64 characters", "tumbling green lanterns over 17 quiet rivers before the autumn.."),
                works(43, "72 bytes", "tumbling green lanterns over 17 quiet rivers before the autumn rain. 123"),
                works(43, "with spaces around and within", "  nine  otters ahead "),
                works(43, "with emoji", "🦜🎺🧊🪁🦔🛶🧶🥁"),
                works(50, "20 lower-case letters", "qzhtwmbvpxkdlrnycgfj"),
                line(
                        44,
                        "73 bytes",
                        () -> assertRejects(
                                signUp("tumbling green lanterns over 17 quiet rivers before the autumn rain. 1234"),
                                "password",
                                "MAX_BYTES")),
                line(
                        44,
                        "37 characters of 2 bytes",
                        () -> assertRejects(
                                signUp("éàèùâêîôûëïüçœæ".repeat(3).substring(0, 37)), "password", "MAX_BYTES")),
                line(
                        44,
                        "19 characters of 4 bytes",
                        () -> assertRejects(
                                signUp("🦜🎺🧊🪁🦔🛶🧶🥁🪀🎈🧩🪘🎷🪗🛷🥏🪃🧲🔭"), "password", "MAX_BYTES")));
    }

    @TestFactory
    Stream<DynamicTest> aPasswordMatchesAsAWholeOrNotAtAll() {
        var longest = "Longest lanterns over 17 quiet rivers before the autumn rain came. 12345";
        var spaced = " Tale of two Rivers 9 ";
        var composed = "Crème brûlée à l'été 7";
        return Stream.of(
                onlyBy(45, "72 bytes and junk after them", longest, longest + "junk"),
                onlyBy(45, "71 of 72 bytes", longest, longest.substring(0, 71)),
                onlyBy(47, "without the spaces around it", spaced, spaced.strip()),
                onlyBy(47, "in another case", spaced, spaced.toLowerCase(Locale.ROOT)),
                onlyBy(47, "with NUL within", spaced, spaced.replace("of", "of\u0000")),
                onlyBy(47, "with NUL after it", spaced, spaced + "\u0000"),
                line(
                        47,
                        "a password with NUL",
                        () -> assertRejects(signUp("nine otters\u0000ahead"), "password", "FORMAT")),
                line(48, "NFC and NFD are one password", () -> {
                    for (var form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
                        var name = newName();
                        assertThat(signUp(name, Normalizer.normalize(composed, form))
                                        .status())
                                .isEqualTo(201);
                        for (var typed : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
                            assertThat(logIn(name, Normalizer.normalize(composed, typed))
                                            .status())
                                    .isEqualTo(200);
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aPasswordThatOthersWouldTryFirstIsRefused() {
        var common = Stream.of(
                        "password",
                        "password1",
                        "password123",
                        "Password1!",
                        "P@ssw0rd",
                        "passw0rd",
                        "12345678",
                        "123456789",
                        "1234567890",
                        "87654321",
                        "11111111",
                        "00000000",
                        "88888888",
                        "12341234",
                        "abcd1234",
                        "abc12345",
                        "a1b2c3d4",
                        "qwertyui",
                        "qwertyuiop",
                        "qwerty123",
                        "qwerty12345",
                        "1q2w3e4r",
                        "1q2w3e4r5t",
                        "1qaz2wsx",
                        "zaq12wsx",
                        "asdfghjk",
                        "asdfghjkl",
                        "zxcvbnm1",
                        "iloveyou",
                        "iloveyou1",
                        "sunshine",
                        "football",
                        "baseball",
                        "princess",
                        "starwars",
                        "whatever",
                        "trustno1",
                        "superman",
                        "computer",
                        "michelle",
                        "jennifer",
                        "liverpool",
                        "charlie1",
                        "dragon12",
                        "letmein1",
                        "welcome1",
                        "welcome123",
                        "admin123",
                        "administrator",
                        "changeme",
                        "monkey123",
                        "internet",
                        "samsung1",
                        "corvette",
                        "mercedes",
                        "bigdaddy",
                        "butterfly",
                        "chocolate",
                        "aaaaaaaa",
                        "abcdefgh",
                        "abcdefghij")
                .map(password -> line(49, "\"" + password + "\"", () -> assertTooEasy(signUp(password))));
        var personal = Stream.of(
                line(
                        49,
                        "the user name",
                        () -> assertTooEasy(signUp(Map.of(
                                "fullName", "Some Body", "userName", "lanternotter", "password", "lanternotter")))),
                line(
                        49,
                        "the user name in capitals, and a digit",
                        () -> assertTooEasy(signUp(Map.of(
                                "fullName", "Some Body", "userName", "lanternotter", "password", "LanternOtter1")))),
                line(
                        49,
                        "the e-mail address",
                        () -> assertTooEasy(signUp(Map.of(
                                "fullName", "Some Body",
                                "email", "lantern.otter@example.com",
                                "password", "lantern.otter@example.com")))),
                line(
                        49,
                        "the phone number",
                        () -> assertTooEasy(signUp(Map.of(
                                "fullName", "Some Body", "phoneNumber", "+84986999999", "password", "+84986999999")))),
                line(
                        49,
                        "the name",
                        () -> assertTooEasy(signUp(Map.of(
                                "fullName", "Wilhelmina Otterbach", "userName", newName(), "password", "Otterbach1")))),
                line(49, "the brand", () -> assertTooEasy(signUp("promotion1"))),
                line(49, "the brand and a year", () -> assertTooEasy(signUp("promotion2026"))));
        return Stream.concat(common, personal);
    }

    @TestFactory
    Stream<DynamicTest> whoLogsInWronglyNeverLearnsWhetherTheAccountIsThere() {
        return Stream.of(
                        new Guess(46, "73 bytes", "x".repeat(73)),
                        new Guess(46, "a kilobyte", "x".repeat(1_000)),
                        new Guess(51, "a wrong password", "not the password"))
                .map(guess -> line(guess.number, guess.name + " for known and unknown accounts", () -> {
                    var answers = new TreeSet<String>();
                    try (var stranger = Peer.fromElsewhere()) {
                        for (var known : system.newPeople(5)) {
                            for (var account : List.of(
                                    known.userName(),
                                    known.email(),
                                    known.phoneNumber(),
                                    newName(),
                                    newName() + "@example.com",
                                    newPhone(),
                                    "nobody can have " + newName())) {
                                var answer = stranger.post(gateway, LOGIN, login(account, guess.password));

                                assertRefused(answer, 401);
                                answers.add(withoutWhatNeverRepeats(answer));
                            }
                        }
                    }
                    assertThat(answers).hasSize(1).first().asString().contains("BAD_CREDENTIALS");
                }));
    }

    @TestFactory
    Stream<DynamicTest> aTakenIdentifierIsSaidToBeTakenAndTryingThemIsLimited() {
        return Stream.of("userName", "email", "phoneNumber")
                .map(field -> line(52, "a taken " + field, () -> {
                    var taken = system.newPeople(1).getFirst();
                    var value = switch (field) {
                        case "userName" -> taken.userName();
                        case "email" -> taken.email();
                        default -> taken.phoneNumber();
                    };

                    var answer = signUp(Map.of("fullName", "Some Body", field, value, "password", STRONG));

                    assertRefused(answer, 409);
                    assertThat(code(answer)).isEqualTo("IDENTIFIER_TAKEN");
                    assertThat(answer.json().at("/errors/0/field").stringValue())
                            .isEqualTo(field);
                    assertThat(answer.header("RateLimit-Policy")).contains("credentials");
                    assertThat(answer.response().body())
                            .doesNotContain(taken.userName(), taken.email(), taken.phoneNumber(), taken.fullName());
                }));
    }

    @TestFactory
    Stream<DynamicTest> passwordsAreNotTriedWithoutEnd() {
        return Stream.of(
                line(53, "10 wrong, then the right one", () -> {
                    var victim = system.newPeople(1).getFirst();
                    try (var attacker = Peer.fromElsewhere()) {
                        var evaluated = 0;
                        for (var attempt = 0; attempt < 10; attempt++) {
                            var answer = attacker.post(gateway, LOGIN, login(victim.userName(), "wrong-" + attempt));
                            evaluated += answer.status() == 401 ? 1 : 0;
                        }

                        var right = attacker.post(gateway, LOGIN, login(victim.userName(), victim.password()));

                        assertThat(evaluated).isBetween(1, LOCKOUT_AFTER);
                        assertThatItIsTooOften(right);
                    }
                }),
                line(54, "300 wrong at once, through both gateways, by all three identifiers", () -> {
                    var victim = system.newPeople(1).getFirst();
                    var accounts = List.of(victim.userName(), victim.email(), victim.phoneNumber());
                    var statuses = attackAtOnce(300, 100, attempt -> accounts.get(attempt % 3));

                    assertThat(statuses.get(401)).isBetween(1, LOCKOUT_AFTER);
                    assertThat(statuses.keySet())
                            .isSubsetOf(401, 429, 503); // 503: so busy that it was not even counted
                }),
                line(54, "300 wrong at once for somebody who is not there", () -> {
                    var nobody = newName();
                    var statuses = attackAtOnce(300, 100, _ -> nobody);

                    assertThat(statuses.get(401)).isBetween(1, LOCKOUT_AFTER);
                    assertThat(statuses.keySet())
                            .isSubsetOf(401, 429, 503); // 503: so busy that it was not even counted
                }),
                line(55, "one password for 150 accounts from one address", () -> {
                    try (var attacker = Peer.fromElsewhere()) {
                        var evaluated = 0;
                        for (var account = 0; account < 150; account++) {
                            var answer = attacker.post(gateway, LOGIN, login(newName(), "Spring2026!"));
                            if (answer.status() == 401) {
                                evaluated++;
                            } else {
                                assertThatItIsTooOften(answer);
                            }
                        }
                        assertThat(evaluated).isLessThanOrEqualTo(100);
                    }
                }),
                line(56, "who is attacked keeps the session at hand, and is back soon", () -> {
                    var victim = system.newPeople(1).getFirst();
                    var session = Peer.bearer(logIn(victim.userName(), victim.password()));
                    try (var attacker = Peer.fromElsewhere()) {
                        for (var attempt = 1; attempt < LOCKOUT_AFTER; attempt++) {
                            attacker.post(gateway, LOGIN, login(victim.email(), "wrong-" + attempt));
                        }
                    }
                    assertThatItIsTooOften(logIn(victim.userName(), victim.password()));

                    assertThat(Http.get(gateway, "/homepage", session).status()).isEqualTo(200);
                    await().atMost(Duration.ofSeconds(30)) // the first pause is of a second; a lock is of 15 minutes
                            .until(() ->
                                    logIn(victim.userName(), victim.password()).status() == 200);
                }),
                line(56, "30 parallel right logins pass, after 4 wrong ones too", () -> {
                    var honest = system.newPeople(1).getFirst();
                    for (var round = 0; round < 2; round++) {
                        try (var somebody = Peer.fromElsewhere()) {
                            var logins = Collections.nCopies(30, login(honest.userName(), honest.password()));
                            assertThat(new Crowd(30)
                                            .all(logins.stream()
                                                    .<Callable<Integer>>map(login -> () -> await().until(
                                                                    () -> somebody.post(gateway, LOGIN, login)
                                                                            .status(),
                                                                    status -> status != 503)) // nothing was counted
                                                    .toList()))
                                    .containsOnly(200);
                            for (var wrong = 0; wrong < 4; wrong++) {
                                somebody.post(gateway, LOGIN, login(honest.email(), "wrong-" + wrong));
                            }
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> noIdentifierIsTwoPeoplesAndNoneLooksLikeAnothers() {
        return Stream.of(
                line(
                        57,
                        "a user name that is somebody's e-mail address",
                        () -> assertRejects(
                                signUp(Map.of(
                                        "fullName",
                                        "Some Body",
                                        "userName",
                                        somebody().email(),
                                        "password",
                                        STRONG)),
                                "userName",
                                "FORMAT")),
                line(
                        57,
                        "a user name that is somebody's phone number",
                        () -> assertRejects(
                                signUp(Map.of(
                                        "fullName",
                                        "Some Body",
                                        "userName",
                                        somebody().phoneNumber(),
                                        "password",
                                        STRONG)),
                                "userName",
                                "FORMAT")),
                line(
                        57,
                        "a user name that is a phone number without its plus",
                        () -> assertRejects(
                                signUp(Map.of("fullName", "Some Body", "userName", "0912345678", "password", STRONG)),
                                "userName",
                                "FORMAT")),
                line(
                        57,
                        "an e-mail address that is somebody's user name",
                        () -> assertRejects(
                                signUp(Map.of(
                                        "fullName",
                                        "Some Body",
                                        "email",
                                        somebody().userName(),
                                        "password",
                                        STRONG)),
                                "email",
                                "FORMAT")),
                sameOrRefused("in capitals", "userName", name -> name.toUpperCase(Locale.ROOT)),
                sameOrRefused("with a space after it", "userName", name -> name + " "),
                sameOrRefused("with a no-break space", "userName", name -> name + "\u00a0"),
                sameOrRefused("in full width", "userName", AccountLinesIT::fullWidth),
                sameOrRefused("with a dotless i", "userName", name -> name.replace('i', 'ı')),
                sameOrRefused("with a dotted I", "userName", name -> name.replace('i', 'İ')),
                sameOrRefused("with a joiner that cannot be seen", "userName", name -> name.replace("i", "\u200di")),
                sameOrRefused("with a Cyrillic e", "userName", name -> name.replace('e', 'е')),
                sameOrRefused("an e-mail address in capitals", "email", address -> address.toUpperCase(Locale.ROOT)),
                sameOrRefused("an e-mail address in angles", "email", address -> "<" + address + ">"),
                sameOrRefused("an e-mail address with a dot after it", "email", address -> address + "."),
                sameOrRefused("084…", "phoneNumber", number -> "0" + number.substring(1)),
                sameOrRefused("0…", "phoneNumber", number -> number.replace("+84", "0")),
                sameOrRefused("0084…", "phoneNumber", number -> number.replace("+84", "0084")),
                sameOrRefused("+84 (0)…", "phoneNumber", number -> number.replace("+84", "+84 (0) ")));
    }

    @TestFactory
    Stream<DynamicTest> oneIdentifierIsEnoughForAnyNumberOfPeople() {
        return Stream.of("phoneNumber", "email")
                .map(field -> line(59, "two people with nothing but " + field, () -> {
                    for (var person = 0; person < 2; person++) {
                        var value = field.equals("email") ? newName() + "@example.com" : newPhone();
                        assertThat(signUp(Map.of("fullName", "Some Body", field, value, "password", STRONG))
                                        .status())
                                .isEqualTo(201);
                        assertThat(logIn(value, STRONG).status()).isEqualTo(200);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> fieldsThatNobodyMaySetAreRefused() {
        return Stream.of(
                        "'id':1",
                        "'userId':1",
                        "'role':'ADMIN'",
                        "'roles':['ADMIN']",
                        "'latestLogin':'2026-01-01T00:00:00Z'",
                        "'latest_login':null",
                        "'firstLogin':false",
                        "'enabled':true",
                        "'vouchers':[]",
                        "'passwordHash':'x'",
                        "'password_hash':'x'",
                        "'createdAt':'2026-01-01T00:00:00Z'",
                        "'__proto__':{'admin':true}",
                        "'class':'java.lang.Runtime'")
                .map(field -> line(60, "a sign-up with " + field, () -> {
                    var before = users();
                    var body = JsonMapper.shared().writeValueAsString(profile(newName(), STRONG));
                    var answer = Http.post(
                            gateway,
                            SIGNUP,
                            "application/json",
                            body.substring(0, body.length() - 1) + "," + field.replace('\'', '"') + "}");

                    assertRejects(answer, field.substring(1, field.indexOf('\'', 1)), "UNKNOWN_FIELD");
                    assertThat(users()).isEqualTo(before);
                }));
    }

    @TestFactory
    Stream<DynamicTest> aLoginOfNobodyOrByNothingIsRefused() {
        var logins = Stream.of(
                "{}",
                "{'password':''}",
                "{'password':'x'}",
                "{'account':'','password':''}",
                "{'account':'x'}",
                "{'account':'x','password':''}",
                "{'account':null,'password':'x'}",
                "{'account':'x','password':null}",
                "{'account':'x','email':'x@example.com','password':'x'}",
                "[]",
                "null",
                "'x'");
        var passwords = Stream.of("123", "['x']", "{'$ne':''}", "null", "true", "1e999", "{'$gt':'','$regex':'.*'}");
        return Stream.concat(
                logins.map(body -> line(
                        61,
                        "a login of " + body,
                        () -> assertRefused(
                                Http.post(gateway, LOGIN, "application/json", body.replace('\'', '"')), 400))),
                passwords.flatMap(password -> Stream.of(
                        line(
                                62,
                                "a login by " + password,
                                () -> assertRefused(
                                        Http.post(
                                                gateway,
                                                LOGIN,
                                                "application/json",
                                                ("{'account':'" + somebody().userName() + "','password':" + password
                                                                + "}")
                                                        .replace('\'', '"')),
                                        400)),
                        line(
                                62,
                                "an account " + password,
                                () -> assertRefused(
                                        Http.post(
                                                gateway,
                                                LOGIN,
                                                "application/json",
                                                ("{'account':" + password + ",'password':'x'}").replace('\'', '"')),
                                        400)),
                        line(
                                62,
                                "a sign-up with " + password,
                                () -> assertRefused(
                                        Http.post(
                                                gateway,
                                                SIGNUP,
                                                "application/json",
                                                ("{'fullName':'Some Body','userName':'" + newName() + "','password':"
                                                                + password + "}")
                                                        .replace('\'', '"')),
                                        400)))));
    }

    @TestFactory
    Stream<DynamicTest> onlyASaltedHashIsStored() {
        return Stream.of(line(64, "two people with one password", () -> {
            var names = List.of(newName(), newName());
            for (var name : names) {
                assertThat(signUp(name, STRONG).status()).isEqualTo(201);
            }

            var hashes = system.auth()
                    .sql("SELECT password_hash FROM users WHERE user_name IN (:names)")
                    .param("names", names)
                    .query(String.class)
                    .list();

            assertThat(hashes).hasSize(2).doesNotHaveDuplicates();
            assertThat(hashes).allSatisfy(hash -> assertThat(hash).matches("\\$2b\\$\\d\\d\\$[./A-Za-z0-9]{53}"));
        }));
    }

    /** Signs up with the password, and logs in by it. */
    private DynamicTest works(int number, String name, String password) {
        return line(number, name, () -> {
            var account = newName();
            var answer = signUp(account, password);
            assertThat(answer.status()).as("%s", answer).isEqualTo(201);
            assertThat(logIn(account, password).status()).isEqualTo(200);
        });
    }

    /** Signs up with the password, and logs in by it and not by the other. */
    private DynamicTest onlyBy(int number, String name, String password, String other) {
        return line(number, name, () -> {
            var account = newName();
            assertThat(signUp(account, password).status()).isEqualTo(201);

            assertRefused(logIn(account, other), 401);
            assertThat(logIn(account, password).status()).isEqualTo(200);
        });
    }

    /** Somebody else's identifier in another spelling: taken, or none at all. */
    private DynamicTest sameOrRefused(String name, String field, Spelling spelling) {
        return line(58, "the same " + field + " " + name, () -> {
            var before = system.newPeople(1).getFirst();
            var taken = switch (field) {
                case "userName" -> "alice.i" + newName();
                case "email" -> before.email();
                default -> before.phoneNumber();
            };
            if (field.equals("userName")) {
                assertThat(signUp(taken, STRONG).status()).isEqualTo(201);
            }

            var answer = signUp(Map.of("fullName", "Some Body", field, spelling.of(taken), "password", STRONG));

            assertRefused(answer, 400, 409);
            assertThat(answer.json().at("/errors/0/field").stringValue()).isEqualTo(field);
        });
    }

    private static void assertTooEasy(Http.Answer answer) {
        assertRefused(answer, 400);
        assertThat(answer.json().at("/errors").valueStream())
                .as("%s", answer)
                .isNotEmpty()
                .allMatch(error -> error.at("/field").stringValue().equals("password")
                        && Set.of("COMMON", "PERSONAL")
                                .contains(error.at("/rule").stringValue()));
    }

    private static void assertThatItIsTooOften(Http.Answer answer) {
        assertRefused(answer, 429);
        assertThat(answer.header("Retry-After")).matches("[1-9]\\d*");
    }

    /** How often each status is answered to wrong passwords, sent from so many addresses that the account's limit counts. */
    private Map<Integer, Integer> attackAtOnce(int attempts, int atATime, Account account)
            throws IOException, InterruptedException {
        var peers = new ArrayList<Peer>();
        for (var peer = 0; peer < 6; peer++) {
            peers.add(Peer.fromElsewhere());
        }
        var gateways = system.stack().gateways();
        try {
            var statuses = new LinkedHashMap<Integer, Integer>();
            new Crowd(atATime)
                    .all(IntStream.range(0, attempts)
                            .<Callable<Integer>>mapToObj(attempt -> () -> peers.get(attempt % peers.size())
                                    .post(
                                            gateways.get(attempt % gateways.size())
                                                    .url(),
                                            LOGIN,
                                            login(account.of(attempt), "wrong-" + attempt))
                                    .status())
                            .toList())
                    .forEach(status -> statuses.merge(status, 1, Integer::sum));
            return statuses;
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private Http.Answer signUp(String password) throws IOException, InterruptedException {
        return signUp(newName(), password);
    }

    private Http.Answer signUp(String userName, String password) throws IOException, InterruptedException {
        return signUp(profile(userName, password));
    }

    private Http.Answer signUp(Map<String, String> profile) throws IOException, InterruptedException {
        return Http.post(
                gateway, SIGNUP, "application/json", JsonMapper.shared().writeValueAsString(profile));
    }

    private static Map<String, String> profile(String userName, String password) {
        return Map.of("fullName", "Some Body", "userName", userName, "password", password);
    }

    /** From an address of its own: what others do wrong is not counted against it. */
    private Http.Answer logIn(String account, String password) throws IOException, InterruptedException {
        try (var peer = Peer.fromElsewhere()) {
            return peer.post(gateway, LOGIN, login(account, password));
        }
    }

    private static Map<String, String> login(String account, String password) {
        return Map.of("account", account, "password", password);
    }

    private Person somebody() throws InterruptedException {
        return system.newPeople(1).getFirst();
    }

    private int users() {
        return system.auth()
                .sql("SELECT COUNT(*) FROM users")
                .query(Integer.class)
                .single();
    }

    private static String newName() {
        return "line-" + NAMES.incrementAndGet();
    }

    private static String newPhone() {
        return "+84986%06d".formatted(NAMES.incrementAndGet());
    }

    private static String fullWidth(String ascii) {
        return ascii.chars()
                .map(c -> c > ' ' && c < 0x7f ? c + 0xfee0 : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String withoutWhatNeverRepeats(Http.Answer answer) {
        var headers = new TreeSet<>(answer.response().headers().map().keySet());
        return headers
                + answer.response()
                        .body()
                        .replace(answer.json().at("/correlationId").stringValue(), "");
    }

    private record Guess(int number, String name, String password) {}

    @FunctionalInterface
    private interface Spelling {
        String of(String identifier);
    }

    @FunctionalInterface
    private interface Account {
        String of(int attempt);
    }
}
