package dev.promo.defaults.problem;

import dev.promo.defaults.web.Correlation;
import dev.promo.defaults.web.SecurityHeaders;
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
        var problem = thrown != null
                        && thrown.getMessage() != null
                        && thrown.getMessage().equals(HEADERS_TOO_LARGE)
                ? StandardProblem.HEADERS_TOO_LARGE.problem()
                : StandardProblem.of(status);
        try {
            SecurityHeaders.addMissing(request, response);
            response.setHeader(Correlation.HEADER, Correlation.of(request));
            ProblemWriter.write(request, response, problem);
            response.finishResponse();
        } catch (IOException | IllegalStateException _) {
            // the client has gone, or the answer is on its way already
        }
    }
}
