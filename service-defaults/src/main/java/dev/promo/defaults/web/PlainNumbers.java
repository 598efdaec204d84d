package dev.promo.defaults.web;

import java.beans.PropertyEditorSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Reads every {@code long} of an address as we write it: from 1, in ASCII digits, without sign or leading zero. Spring's own
 * reading also takes {@code 0x1}, {@code +1}, {@code 01} and other scripts' digits: many addresses of one thing.
 *
 * <p>By an editor, as Spring takes a converter that refuses for a reason to try its own reading.
 */
@ControllerAdvice
final class PlainNumbers {
    private static final Pattern PLAIN = Pattern.compile("[1-9][0-9]{0,18}");

    @InitBinder
    void readPlainly(WebDataBinder binder) {
        binder.registerCustomEditor(long.class, new Editor());
        binder.registerCustomEditor(Long.class, new Editor());
    }

    private static final class Editor extends PropertyEditorSupport {
        @Override
        public void setAsText(@Nullable String text) {
            if (text == null || !PLAIN.matcher(text).matches()) {
                throw new NumberFormatException("not a plain decimal number");
            }
            setValue(Long.valueOf(text));
        }
    }
}
