package dev.promo.defaults.web;

import dev.promo.defaults.problem.ProblemWriter;
import dev.promo.defaults.problem.StandardProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.apache.tomcat.util.http.Parameters;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a query that Tomcat cannot read (a broken escape, no UTF-8, a value without a name, too many parameters).
 *
 * <p>Tomcat reads it when somebody first asks for a parameter, anywhere, and then throws what everybody takes for a bug.
 * Read here by Tomcat's own rules, and apart from the body, which a look at the request's parameters could swallow.
 */
final class QueryFilter extends OncePerRequestFilter {
    private final int maxParameters;

    QueryFilter(int maxParameters) {
        this.maxParameters = maxParameters;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var query = request.getQueryString();
        if (query == null || isReadable(query)) {
            chain.doFilter(request, response);
        } else {
            ProblemWriter.write(request, response, StandardProblem.MALFORMED_REQUEST.problem());
        }
    }

    private boolean isReadable(String query) {
        var parameters = new Parameters();
        parameters.setCharset(StandardCharsets.UTF_8);
        parameters.setLimit(maxParameters);
        var bytes = query.getBytes(StandardCharsets.ISO_8859_1);
        try {
            parameters.processParameters(bytes, 0, bytes.length);
            return true;
        } catch (InvalidParameterException _) {
            return false;
        }
    }
}
