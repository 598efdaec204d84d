package dev.promo.defaults.problem;

import dev.promo.defaults.web.Correlation;
import dev.promo.defaults.web.SecurityHeaders;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.res.StringManager;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's last word on requests that never reach a filter (unparsable, headers too large), as a problem detail instead of
 * a page of HTML. Public with a public constructor because Tomcat makes it by name.
 */
public final class ProblemReportValve extends ErrorReportValve {
    /** Tomcat says 400 when the headers outgrow its buffer and tells the reason only in this message; RFC 6585 has 431. */
    private static final @Nullable String HEADERS_TOO_LARGE =
            StringManager.getManager(Http11InputBuffer.class).getString("iib.requestheadertoolarge.error");

    @Override
    protected void report(Request request, Response response, @Nullable Throwable thrown) {
        var status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var problem = problem(request, status, thrown);
        try {
            SecurityHeaders.addMissing(request, response);
            response.setHeader(Correlation.HEADER, Correlation.of(request));
            ProblemWriter.write(request, response, problem);
            response.finishResponse();
        } catch (IOException | IllegalStateException _) {
            // the client has gone, or the answer is on its way already
        }
    }

    private static ApiProblem problem(Request request, int status, @Nullable Throwable thrown) {
        if (thrown != null && thrown.getMessage() != null && thrown.getMessage().equals(HEADERS_TOO_LARGE)) {
            return StandardProblem.HEADERS_TOO_LARGE.problem();
        }
        if (status == HttpServletResponse.SC_NOT_IMPLEMENTED) { // the client's doing, so not a 5xx
            return "CONNECT".equals(request.getMethod())
                    ? StandardProblem.METHOD_NOT_ALLOWED.problem().header("Allow", "")
                    : StandardProblem.MALFORMED_REQUEST.problem(); // a transfer coding nobody knows
        }
        return StandardProblem.of(status);
    }
}
