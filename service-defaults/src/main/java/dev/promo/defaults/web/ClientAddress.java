package dev.promo.defaults.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The address that a request came from, for what may be wrong without harm, such as audit events.
 *
 * <p>The gateway writes the address of its client into {@link #HEADER}, whatever the client sent there. Who reaches a service
 * past the gateway can make one up, so no limit and no permission may hang on it.
 */
public final class ClientAddress {
    public static final String HEADER = "X-Client-Address";

    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F.:]{2,45}");

    private ClientAddress() {}

    /** As the gateway says it, else that of the connection. */
    public static String of(HttpServletRequest request) {
        var told = request.getHeader(HEADER);
        return told != null && FORM.matcher(told).matches() ? told : request.getRemoteAddr();
    }

    /** Empty where no request is being served. */
    public static Optional<String> ofCurrentRequest() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
                ? Optional.of(of(current.getRequest()))
                : Optional.empty();
    }
}
