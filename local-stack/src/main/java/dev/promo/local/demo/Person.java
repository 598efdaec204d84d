package dev.promo.local.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody who signs up and logs in, always the same under the same number.
 *
 * @param birthday in the past
 */
public record Person(
        String fullName, String userName, String email, String phoneNumber, String password, LocalDate birthday) {

    /**
     * The person of that number.
     *
     * @param kind part of all identifiers; lower-case letters
     * @param number from 1 to 99 999
     * @param phonePrefix a Vietnamese mobile prefix and what follows it, so that five more digits make a phone number
     */
    public static Person numbered(String kind, int number, String phonePrefix) {
        var name = "%s-person-%03d".formatted(kind, number);
        return new Person(
                "Demo Person %03d".formatted(number),
                name,
                name + "@example.com",
                "%s%05d".formatted(phonePrefix, number),
                "correct-horse-%03d".formatted(number),
                LocalDate.of(1980, 1, 1).plusDays(37L * (number % 300)));
    }

    /** The demo's people: {@code demo-person-001} and so on. */
    public static List<Person> crowd(int size) {
        var people = new ArrayList<Person>();
        for (var number = 1; number <= size; number++) {
            people.add(numbered("demo", number, "+849120"));
        }
        return people;
    }

    /** Every way to say who logs in, as pairs of field and value. */
    public List<Identifier> identifiers() {
        return List.of(
                new Identifier("userName", userName),
                new Identifier("email", email),
                new Identifier("phoneNumber", phoneNumber),
                new Identifier("account", userName),
                new Identifier("account", email),
                new Identifier("account", phoneNumber));
    }

    /**
     * One way to say who logs in.
     *
     * @param field the login's JSON field
     */
    public record Identifier(String field, String value) {}

    @Override
    public String toString() {
        return userName;
    }
}
