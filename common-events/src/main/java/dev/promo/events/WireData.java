package dev.promo.events;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object of an event. A tolerant reader: nobody asks it for a field that this release does not know,
 * and what is asked for must be there exactly as promised, or the event is malformed.
 */
final class WireData {

    private static final Pattern AMOUNT = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,4})?");

    private final String path;
    private final JsonNode object;

    WireData(String path, JsonNode object) {
        this.path = path;
        this.object = object;
    }

    /** A field that may be absent; an explicit null is not absent but malformed. */
    <T> @Nullable T ifThere(String name, FieldReading<T> reading) throws MalformedEvent {
        return object.has(name) ? reading.of(this, name) : null;
    }

    long wholeNumber(String name) throws MalformedEvent {
        var field = object.path(name);
        if (!field.isIntegralNumber() || !field.canConvertToLong()) {
            throw wrong(name, "is not a whole number of 64 bits");
        }
        return field.longValue();
    }

    int smallNumber(String name) throws MalformedEvent {
        var field = object.path(name);
        if (!field.isIntegralNumber() || !field.canConvertToInt()) {
            throw wrong(name, "is not a whole number of 32 bits");
        }
        return field.intValue();
    }

    boolean flag(String name) throws MalformedEvent {
        var field = object.path(name);
        if (!field.isBoolean()) {
            throw wrong(name, "is neither true nor false");
        }
        return field.booleanValue();
    }

    String text(String name) throws MalformedEvent {
        var field = object.path(name);
        if (!field.isString()) {
            throw wrong(name, "is not a string");
        }
        return field.stringValue();
    }

    Instant time(String name) throws MalformedEvent {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException notATime) {
            throw wrong(name, "is not an RFC 3339 time");
        }
    }

    UUID uuid(String name) throws MalformedEvent {
        var text = text(name);
        try {
            var uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) { // the JDK takes 1-1-1-1-1 for one, too
                return uuid;
            }
        } catch (IllegalArgumentException _) {
            // as wrong as the short form
        }
        throw wrong(name, "is not a UUID");
    }

    /** Decimals travel as strings, so that no reader on the way makes a binary fraction of them. */
    BigDecimal amount(String name) throws MalformedEvent {
        var text = text(name);
        if (!AMOUNT.matcher(text).matches()) {
            throw wrong(name, "is not a plain decimal of at most 15 digits and 4 decimals");
        }
        return new BigDecimal(text);
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) throws MalformedEvent {
        var text = text(name);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text))
                .findFirst()
                .orElseThrow(() -> wrong(name, "is none of the values it may have"));
    }

    WireData object(String name) throws MalformedEvent {
        var field = object.path(name);
        if (!field.isObject()) {
            throw wrong(name, "is not a JSON object");
        }
        return new WireData(path + name + ".", field);
    }

    private MalformedEvent wrong(String name, String how) {
        return MalformedEvent.wrongField(path + name, how);
    }

    @FunctionalInterface
    interface FieldReading<T> {
        T of(WireData data, String name) throws MalformedEvent;
    }
}
