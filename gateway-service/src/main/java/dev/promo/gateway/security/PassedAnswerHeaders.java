package dev.promo.gateway.security;

import dev.promo.defaults.web.Correlation;
import java.util.Locale;
import java.util.Set;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.ResponseHttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerResponse;

/** Keeps from the client what is about the connection behind the gateway, and what the gateway says itself. */
@Component
class PassedAnswerHeaders implements ResponseHttpHeadersFilter, Ordered {
    private static final Set<String> KEPT_BACK = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "date",
            "server",
            "x-powered-by",
            "set-cookie",
            Correlation.HEADER.toLowerCase(Locale.ROOT));

    @Override
    public HttpHeaders apply(HttpHeaders given, ServerResponse response) {
        var passed = new HttpHeaders();
        given.forEach((name, values) -> {
            var plain = name.toLowerCase(Locale.ROOT);
            if (!KEPT_BACK.contains(plain) && !plain.startsWith("access-control-")) {
                passed.addAll(name, values);
            }
        });
        return passed;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
