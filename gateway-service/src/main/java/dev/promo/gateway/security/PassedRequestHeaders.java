package dev.promo.gateway.security;

import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.tracing.CurrentTrace;
import dev.promo.defaults.web.ClientAddress;
import dev.promo.defaults.web.Correlation;
import dev.promo.events.TraceParent;
import java.util.Locale;
import java.util.Set;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * Lets only the named headers through to the services.
 *
 * <p>A list of what passes instead of what is stripped: identity headers in any spelling ({@code X-User-Id},
 * {@code x_user_id}), forwarding headers, method overrides and whatever comes next year stay outside without being known
 * here. {@code Connection} (RFC 9110 §7.6.1) stays outside as well, so it cannot name a header such as
 * {@code Authorization} to be dropped on the way.
 *
 * <p>A client's own {@code traceparent} stays outside too, as the trace begins here: by it a stranger could have all their
 * requests recorded, or write theirs into the trace of somebody else. What passes is ours.
 */
@Component
class PassedRequestHeaders implements RequestHttpHeadersFilter, Ordered {
    private static final Set<String> PASSED = Set.of(
            "accept",
            "accept-language",
            "authorization",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "last-event-id",
            "prefer",
            "user-agent");

    @Override
    public HttpHeaders apply(HttpHeaders sent, ServerRequest request) {
        var passed = new HttpHeaders();
        sent.forEach((name, values) -> {
            if (PASSED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(PassedRequestHeaders::refuseWhatCannotBePassed);
                passed.addAll(name, values);
            }
        });
        var type = request.servletRequest().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null) {
            passed.set(HttpHeaders.CONTENT_TYPE, type); // as sent: on the way here a charset was added
        }
        passed.set(Correlation.HEADER, Correlation.of(request.servletRequest()));
        var trace = CurrentTrace.parent();
        if (trace != null) {
            passed.set(TraceParent.HEADER, trace.value());
        }
        passed.set(ClientAddress.HEADER, request.servletRequest().getRemoteAddr());
        return passed;
    }

    /** The client to the services writes other characters as question marks: two values would become one. */
    private static void refuseWhatCannotBePassed(String value) {
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'))) {
            throw StandardProblem.MALFORMED_REQUEST.problem();
        }
    }

    /** Last, so that nothing is added behind its back. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
