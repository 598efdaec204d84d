package dev.promo.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promo.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

/** Clients decide by the codes in {@code docs/errors.md}, so it lists all there are, each with its status, and no others. */
class ErrorDocTests {

    private static final Path ROOT = ProjectHome.find().root();
    private static final List<String> MODULES =
            List.of("service-defaults", "auth-service", "promotion-service", "gateway-service");

    private static final Pattern ROW =
            Pattern.compile("^\\| `([A-Z0-9_]+)` \\| ([0-9, ]+) \\|([^|]+)\\|([^|]+)\\|$", Pattern.MULTILINE);
    /** One of the problems that all services have. */
    private static final Pattern STANDARD =
            Pattern.compile("^ {4}([A-Z][A-Z0-9_]+)\\(HttpStatus\\.([A-Z_]+),", Pattern.MULTILINE);

    private static final Pattern THROWN = Pattern.compile("new ApiProblem\\(");
    private static final Pattern STATED =
            Pattern.compile("\\Gnew ApiProblem\\(\\s*(?:HttpStatus\\.)?([A-Z_]+),\\s*\"([A-Z][A-Z0-9_]*)\"");

    /** The class itself copies what it was given, and its neighbour names a bare status after itself; the page says so. */
    private static final Set<String> WITHOUT_A_CODE_OF_THEIR_OWN = Set.of("ApiProblem.java", "StandardProblem.java");

    @Test
    void thePageListsEveryCodeWithItsStatusAndNoOther() throws IOException {
        var inCode = new TreeMap<String, Set<Integer>>();
        var unreadable = new ArrayList<String>();
        for (var module : MODULES) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (var file :
                        files.filter(name -> name.toString().endsWith(".java")).toList()) {
                    read(file, inCode, unreadable);
                }
            }
        }

        assertThat(unreadable)
                .as("problems whose status and code this test cannot read: write both as constants")
                .isEmpty();
        assertThat(inCode).as("codes found, to see that the search works").containsKeys("NOT_FOUND", "BAD_CREDENTIALS");
        assertThat(corrections(inCode, documented()))
                .as("what docs/errors.md must be told")
                .isEmpty();
    }

    private static List<String> corrections(Map<String, Set<Integer>> inCode, Map<String, Set<Integer>> documented) {
        var corrections = new ArrayList<String>();
        inCode.forEach((code, statuses) -> {
            if (!statuses.equals(documented.get(code))) {
                var all = statuses.stream().map(String::valueOf).collect(Collectors.joining(", "));
                corrections.add("has to have the row | `%s` | %s | … | … |".formatted(code, all));
            }
        });
        documented.keySet().stream()
                .filter(code -> !inCode.containsKey(code))
                .forEach(code ->
                        corrections.add("has to lose the row of `%s`, which is nowhere in the code".formatted(code)));
        return corrections;
    }

    private static void read(Path file, Map<String, Set<Integer>> codes, List<String> unreadable) throws IOException {
        var source = Files.readString(file);
        if (file.endsWith("StandardProblem.java")) {
            STANDARD.matcher(source).results().forEach(found -> note(codes, found.group(1), found.group(2)));
        }
        if (WITHOUT_A_CODE_OF_THEIR_OWN.contains(file.getFileName().toString())) {
            return;
        }
        Matcher thrown = THROWN.matcher(source);
        while (thrown.find()) {
            var stated = STATED.matcher(source);
            if (stated.find(thrown.start())) {
                note(codes, stated.group(2), stated.group(1));
            } else {
                unreadable.add(ROOT.relativize(file) + ": "
                        + source.substring(thrown.start(), Math.min(source.length(), thrown.start() + 80)));
            }
        }
    }

    private static void note(Map<String, Set<Integer>> codes, String code, String status) {
        codes.computeIfAbsent(code, _ -> new TreeSet<>())
                .add(HttpStatus.valueOf(status).value());
    }

    private static Map<String, Set<Integer>> documented() throws IOException {
        var rows = new TreeMap<String, Set<Integer>>();
        ROW.matcher(Files.readString(ROOT.resolve("docs/errors.md"))).results().forEach(row -> {
            var statuses = new TreeSet<Integer>();
            for (var status : row.group(2).split(",", -1)) {
                statuses.add(Integer.valueOf(status.strip()));
            }
            assertThat(rows.put(row.group(1), statuses))
                    .as("two rows for %s", row.group(1))
                    .isNull();
        });
        return rows;
    }
}
