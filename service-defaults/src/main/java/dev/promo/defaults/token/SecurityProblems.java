package dev.promo.defaults.token;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.ProblemWriter;
import dev.promo.defaults.problem.StandardProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/** Spring Security's refusals as problem details, with the challenge of RFC 6750 §3 on each 401. */
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {
    private static final Set<String> METHODS =
            new TreeSet<>(Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"));

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        ProblemWriter.write(
                request,
                response,
                switch (refused) {
                    case KeysUnavailable _ -> ApiProblem.unavailable(1);
                    case OAuth2AuthenticationException _ -> unauthenticated("Bearer error=\"invalid_token\"");
                    default -> unauthenticated("Bearer"); // nothing was sent that could be wrong
                });
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
            throws IOException {
        ProblemWriter.write(request, response, StandardProblem.FORBIDDEN.problem());
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException refused)
            throws IOException {
        ProblemWriter.write(
                request,
                response,
                METHODS.contains(request.getMethod())
                        ? StandardProblem.MALFORMED_REQUEST.problem()
                        : StandardProblem.METHOD_NOT_ALLOWED.problem().header("Allow", String.join(", ", METHODS)));
    }

    private static ApiProblem unauthenticated(String challenge) {
        return StandardProblem.UNAUTHENTICATED.problem().header("WWW-Authenticate", challenge);
    }
}
