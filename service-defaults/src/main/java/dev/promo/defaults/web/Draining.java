package dev.promo.defaults.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.security.web.util.OnCommittedResponseWrapper;

/**
 * Lets an instance leave without a failed request. Told to stop, Spring Boot refuses at the readiness probe and then closes the port
 * at once, while whoever balances between instances still sends connections to it. So, before anything else stops, the
 * instance goes on serving for a while, and with each answer ends the connection: nobody keeps one that is about to be cut.
 */
final class Draining implements Filter, ApplicationListener<ContextClosedEvent>, Ordered {
    private static final Logger log = LoggerFactory.getLogger(Draining.class);

    private final ApplicationContext service;
    private final Duration time;
    private volatile boolean begun;

    /** @param time how long to go on; zero for not at all */
    Draining(ApplicationContext service, Duration time) {
        this.service = service;
        this.time = time;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent closing) {
        if (!closing.getApplicationContext().equals(service) || time.isZero()) {
            return; // the management port has a context of its own
        }
        begun = true;
        log.info("Told to stop: not ready any more, and serving on for {}", time);
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var answer = (HttpServletResponse) response;
        var mayBeInChunks = request.getProtocol().equals("HTTP/1.1")
                && !((HttpServletRequest) request).getMethod().equals("HEAD");
        chain.doFilter(request, new OnCommittedResponseWrapper(answer) {
            @Override
            protected void onResponseCommitted() {
                endConnectionIfDue(answer, mayBeInChunks && isOfUnknownLength(answer));
            }
        });
        // a stream may go on in another thread; of anything else all is there, and its length is told
        endConnectionIfDue(answer, mayBeInChunks && isStream(answer));
    }

    /**
     * A stream's connection ends with it: streams end when the port is about to close, and their readers come again at once.
     *
     * @param inChunks whether to send it in chunks all the same: where the connection's end is the answer's, a cut looks like the end
     */
    private void endConnectionIfDue(HttpServletResponse answer, boolean inChunks) {
        if (answer.isCommitted() || !(begun || isStream(answer))) {
            return;
        }
        answer.setHeader("Connection", "close");
        if (inChunks) {
            answer.setTrailerFields(Map::of);
        }
    }

    private static boolean isOfUnknownLength(HttpServletResponse answer) {
        var status = answer.getStatus();
        return !answer.containsHeader("Content-Length")
                && status != HttpServletResponse.SC_NO_CONTENT
                && status != HttpServletResponse.SC_NOT_MODIFIED;
    }

    private static boolean isStream(HttpServletResponse answer) {
        var type = answer.getContentType();
        return type != null && type.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    /** The outermost filter, and of those who hear of the end the first. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
