package dev.promo.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PersonTests {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern PHONE = Pattern.compile("(?:\\+84|%2B84|0)(9\\d{8})\\b");

    @Test
    void theDemosPeopleLeaveThePhonesOfTheDocumentationFree() {
        var demo = Person.crowd(99_999).stream()
                .map(person -> person.phoneNumber().replace("+84", ""))
                .toList();

        var documented = documents().stream()
                .map(PersonTests::read)
                .flatMap(text -> PHONE.matcher(text).results())
                .map(phone -> phone.group(1))
                .toList();

        assertThat(documented).hasSizeGreaterThan(4).doesNotContainAnyElementsOf(demo);
    }

    private static List<Path> documents() {
        try (var requests = Files.list(PROJECT.resolve("docs/http"))) {
            return Stream.concat(Stream.of(PROJECT.resolve("README.md")), requests)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
