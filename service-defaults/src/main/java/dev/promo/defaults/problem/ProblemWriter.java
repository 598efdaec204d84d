package dev.promo.defaults.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.defaults.web.Correlation;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a problem as {@code application/problem+json} (RFC 9457) straight to the response, whatever the client accepts:
 * an error must not fail because of the client's {@code Accept}.
 *
 * <p>Static and free of Spring beans, because the servlet container's own error reports come through here as well.
 */
public final class ProblemWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_ECHO = 256; // addresses and field names come from strangers
    private static final int MOST_ERRORS =
            20; // more help nobody, and would make an answer much larger than its request

    private ProblemWriter() {}

    private record Body(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            String code,
            String correlationId,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldViolation> errors) {}

    /** Does nothing if the response is already on its way: then the client sees a cut answer, never two mixed ones. */
    public static void write(HttpServletRequest request, HttpServletResponse response, ApiProblem problem)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(problem.status().value());
        problem.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        var body = JSON.writeValueAsString(new Body(
                "urn:promo:problem:" + problem.code().toLowerCase(Locale.ROOT).replace('_', '-'),
                title(problem.code()),
                problem.status().value(),
                detail(problem),
                instance(request),
                problem.code(),
                Correlation.of(request),
                errors(problem)));
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }

    /** {@code HEADERS_TOO_LARGE} reads "Headers too large". */
    private static String title(String code) {
        var words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String detail(ApiProblem problem) {
        var count = problem.errors().size();
        return count <= MOST_ERRORS
                ? problem.detail()
                : problem.detail() + " Of " + count + " errors the first " + MOST_ERRORS + " are given.";
    }

    private static List<FieldViolation> errors(ApiProblem problem) {
        return problem.errors().stream()
                .limit(MOST_ERRORS)
                .map(error -> new FieldViolation(shortened(error.field()), error.rule(), error.message()))
                .toList();
    }

    private static String instance(HttpServletRequest request) {
        var path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
        if (path == null) {
            return "/";
        }
        return shortened(path);
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_ECHO ? text.substring(0, LONGEST_ECHO) : text;
    }
}
