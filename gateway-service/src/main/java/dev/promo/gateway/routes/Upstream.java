package dev.promo.gateway.routes;

import static org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions.uri;
import static org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions.http;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.server.mvc.handler.GatewayRouterFunctions;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The way to a service. Nothing that changes something (POST, PUT, PATCH, DELETE) goes out more than once: whatever fails is
 * for the client to repeat, who alone knows whether that is safe. A GET or HEAD goes out a second time in one case, by the
 * JDK's client itself: when a connection that had been idle is closed without a byte of an answer. The same client tries once
 * more to connect when it was refused, before anything of the request has gone out. A service's own answer,
 * errors included, passes unchanged.
 */
@Component
class Upstream {
    private static final Logger log = LoggerFactory.getLogger(Upstream.class);

    RouterFunction<ServerResponse> route(String name, URI service, RequestPredicate addresses) {
        return GatewayRouterFunctions.route(name)
                .route(addresses, http())
                .before(uri(service))
                .filter(troubleAsProblem(name))
                .build();
    }

    private static HandlerFilterFunction<ServerResponse, ServerResponse> troubleAsProblem(String service) {
        return (ServerRequest request, HandlerFunction<ServerResponse> next) -> {
            try {
                var answer = next.handle(request);
                log.debug("{} answers {}", service, answer.statusCode().value());
                return answer;
            } catch (ResourceAccessException | IOException failed) {
                var problem = problem(failed);
                log.warn("{} gave no answer: {} ({})", service, problem.code(), rootCause(failed));
                throw problem;
            }
        };
    }

    private static ApiProblem problem(Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpTimeoutException) {
                return StandardProblem.GATEWAY_TIMEOUT.problem();
            }
            if (cause instanceof ConnectException) {
                return ApiProblem.unavailable(1); // it never received the request
            }
        }
        return StandardProblem.BAD_GATEWAY.problem();
    }

    private static String rootCause(Throwable failed) {
        var cause = failed;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
