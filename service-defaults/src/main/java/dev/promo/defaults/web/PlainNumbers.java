package dev.promo.defaults.web;

import java.beans.PropertyEditorSupport;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.propertyeditors.CustomBooleanEditor;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Reads every {@code long} of an address as we write it: from 1, in ASCII digits, without sign or leading zero. Spring's own
 * reading also takes {@code 0x1}, {@code +1}, {@code 01} and other scripts' digits: many addresses of one thing. An {@code int},
 * which is no identifier, may also be 0 or negative, for whoever asked for it to refuse; a {@code boolean} is true or false, not
 * {@code yes} or {@code 1}.
 *
 * <p>By an editor, as Spring takes a converter that refuses for a reason to try its own reading.
 */
@ControllerAdvice
final class PlainNumbers {
    private static final Pattern IDENTIFIER = Pattern.compile("[1-9][0-9]{0,18}");
    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,9}");

    @InitBinder
    void readPlainly(WebDataBinder binder) {
        for (var type : List.of(long.class, Long.class)) {
            binder.registerCustomEditor(type, new Editor(IDENTIFIER, Long::valueOf));
        }
        for (var type : List.of(int.class, Integer.class)) {
            binder.registerCustomEditor(type, new Editor(NUMBER, Integer::valueOf));
        }
        for (var type : List.of(boolean.class, Boolean.class)) {
            binder.registerCustomEditor(type, new CustomBooleanEditor("true", "false", false));
        }
    }

    private static final class Editor extends PropertyEditorSupport {
        private final Pattern plain;
        private final Function<String, Number> reading;

        Editor(Pattern plain, Function<String, Number> reading) {
            this.plain = plain;
            this.reading = reading;
        }

        @Override
        public void setAsText(@Nullable String text) {
            if (text == null || !plain.matcher(text).matches()) {
                throw new NumberFormatException("not a plain decimal number");
            }
            setValue(reading.apply(text));
        }
    }
}
