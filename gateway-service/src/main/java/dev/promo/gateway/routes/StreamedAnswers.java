package dev.promo.gateway.routes;

import static org.springframework.web.servlet.function.RequestPredicates.GET;

import dev.promo.gateway.GatewayProperties;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.server.mvc.handler.GatewayServerResponse;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Passes on piece by piece what is never complete (events) or too large to hold (lists of all vouchers): each piece at once,
 * for as long as pieces come, however many.
 *
 * <p>Until the service's headers are there, it fails like every other request. After them, an answer that stops or breaks
 * ends the client's connection, so that no part is taken for the whole; and a client that leaves ends the service's. So does a
 * token that would not be accepted any more.
 */
@Component
class StreamedAnswers implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(StreamedAnswers.class);

    private static final RequestPredicate ADDRESSES = GET("/api/v1/vouchers/events")
            .or(GET("/api/v1/admin/campaigns/{id}/vouchers.csv"))
            .or(GET("/api/v1/admin/replays/{id}/events"))
            .or(GET("/api/v1/campaigns/{id}/proof/chain"));

    /** Those that the HTTP client sets itself. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    private static final int PIECE = 16 * 1024;

    /** How soon after a token became worthless its answers end. */
    private static final Duration TOKEN_CHECK = Duration.ofSeconds(1);

    private final HttpClient http;
    private final GatewayProperties gateway;
    private final OAuth2TokenValidator<Jwt> tokenRule;
    private final Set<Answer> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("idle-answers").factory());
    private volatile boolean running;

    StreamedAnswers(HttpClient upstreamHttp, GatewayProperties gateway, OAuth2TokenValidator<Jwt> tokenRule) {
        this.http = upstreamHttp;
        this.gateway = gateway;
        this.tokenRule = tokenRule;
    }

    boolean concerns(ProxyExchange.Request request) {
        // a preflight would pass the test for what it asks about
        return request.getMethod().equals(HttpMethod.GET) && ADDRESSES.test(request.getServerRequest());
    }

    /** Asks the service; its headers are there when this returns, its body is read while it is written to the client. */
    ServerResponse exchange(ProxyExchange.Request request) {
        try {
            var received = receive(outgoing(request));
            var answer = new Answer(received.body(), isEndless(received), token(request));
            var status = HttpStatusCode.valueOf(received.statusCode());
            var body = status.isError() ? new ByteArrayInputStream(inFull(answer)) : null;
            var response = GatewayServerResponse.status(status).build((_, to) -> {
                if (body == null) {
                    answer.passTo(to);
                } else {
                    body.transferTo(to.getOutputStream());
                }
                return null;
            });
            var headers = new Head(status, headers(received));
            request.getResponseConsumers().forEach(consumer -> consumer.accept(headers, response));
            return response;
        } catch (IOException failed) {
            throw new ResourceAccessException("no answer", failed);
        }
    }

    /** The one that was verified; every address here needs one. */
    private static Jwt token(ProxyExchange.Request request) {
        return request.getServerRequest()
                .principal()
                .filter(Authentication.class::isInstance)
                .map(caller -> ((Authentication) caller).getCredentials())
                .filter(Jwt.class::isInstance)
                .map(Jwt.class::cast)
                .orElseThrow(() -> new IllegalStateException("streams are for those who have a token"));
    }

    private static HttpRequest outgoing(ProxyExchange.Request request) {
        var outgoing = HttpRequest.newBuilder(request.getUri()).GET();
        request.getHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> outgoing.header(name, value));
            }
        });
        return outgoing.build();
    }

    /** The client's own limit of time may include the body, which has none here. */
    private HttpResponse<InputStream> receive(HttpRequest request) throws IOException {
        var coming = http.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            return coming.get(gateway.readTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            coming.cancel(true);
            throw new HttpTimeoutException("the answer did not begin in time");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
        } catch (InterruptedException _) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static HttpHeaders headers(HttpResponse<InputStream> received) {
        var headers = new HttpHeaders();
        received.headers().map().forEach(headers::addAll);
        return headers;
    }

    private static boolean isEndless(HttpResponse<InputStream> received) {
        return received.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("text/event-stream"))
                .isPresent();
    }

    /** An error is small, and better whole or not at all. */
    private byte[] inFull(Answer answer) throws IOException {
        var limit = Math.toIntExact(gateway.maxAnswerSize().toBytes());
        var cut = clock.schedule(answer::cut, gateway.readTimeout().toNanos(), TimeUnit.NANOSECONDS);
        try (var body = answer.body) {
            var bytes = body.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new IOException("the answer is larger than promo.gateway.max-answer-size");
            }
            return bytes;
        } catch (IOException failed) {
            if (answer.isCut) {
                var late = new HttpTimeoutException("the answer was not complete in time");
                late.initCause(failed);
                throw late;
            }
            throw failed;
        } finally {
            cut.cancel(false);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Ends the endless, which would hold up the stop; clients come again, to another instance. */
    @Override
    public void stop() {
        running = false;
        open.stream().filter(answer -> answer.isEndless).forEach(Answer::finish);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, which waits for every answer that is under way. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    private record Head(HttpStatusCode status, HttpHeaders headers) implements ProxyExchange.Response {
        @Override
        public HttpStatusCode getStatusCode() {
            return status;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }

    /** A body under way. */
    private final class Answer {
        private final InputStream body;
        private final boolean isEndless;
        private final Jwt token;
        private volatile long lastPiece = System.nanoTime();
        private volatile boolean isCut;
        private volatile boolean isFinished;

        Answer(InputStream body, boolean isEndless, Jwt token) {
            this.body = body;
            this.isEndless = isEndless;
            this.token = token;
        }

        void passTo(HttpServletResponse to) throws IOException {
            var every = Math.min(gateway.idleLimit().toNanos() / 4, TOKEN_CHECK.toNanos());
            var check = clock.scheduleWithFixedDelay(this::endIfDue, every, every, TimeUnit.NANOSECONDS);
            open.add(this);
            try (body) {
                if (isEndless && !running) {
                    return;
                }
                copy(to);
            } finally {
                open.remove(this);
                check.cancel(false);
            }
        }

        private void copy(HttpServletResponse to) throws IOException {
            var piece = new byte[PIECE];
            var length = 0;
            while (length >= 0 && isWritten(piece, length, to)) {
                lastPiece = System.nanoTime(); // a slow client is not a silent service
                length = read(piece);
            }
        }

        /** The first time, with nothing, it sends the headers. */
        private boolean isWritten(byte[] piece, int length, HttpServletResponse to) {
            try {
                to.getOutputStream().write(piece, 0, length);
                if (length == 0 || body.available() == 0) {
                    to.flushBuffer();
                }
                return true;
            } catch (IOException left) {
                log.debug("A client left before its answer's end", left);
                return false;
            }
        }

        private int read(byte[] piece) throws IOException {
            try {
                return body.read(piece);
            } catch (IOException broken) {
                if (isFinished) {
                    return -1;
                }
                log.warn("An answer {}", isCut ? "stopped: nothing came any more" : "broke off: " + broken);
                // without its cause, which Spring may take for a client that left, and leave the connection open
                throw new IOException("an answer broke off");
            }
        }

        private void endIfDue() {
            if (System.nanoTime() - lastPiece >= gateway.idleLimit().toNanos()) {
                cut();
            } else if (tokenRule.validate(token).hasErrors()) {
                if (isEndless) {
                    finish();
                } else {
                    cut();
                }
            }
        }

        private void cut() {
            isCut = true;
            close();
        }

        private void finish() {
            isFinished = true;
            close();
        }

        private void close() {
            try {
                body.close();
            } catch (IOException e) {
                log.debug("An answer was closed already", e);
            }
        }
    }
}
