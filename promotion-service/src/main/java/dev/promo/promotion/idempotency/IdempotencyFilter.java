package dev.promo.promotion.idempotency;

import dev.promo.defaults.digest.Sha256;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.ProblemWriter;
import dev.promo.defaults.token.Caller;
import dev.promo.defaults.web.BufferedRequest;
import dev.promo.promotion.idempotency.Answers.Claim;
import dev.promo.promotion.idempotency.Answers.Ticket;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives a write with an {@code Idempotency-Key} one effect and one answer, however often and wherever it is sent, for at least
 * 24 hours (draft-ietf-httpapi-idempotency-key-header). A key belongs to its caller.
 *
 * <p>Kept is what a retry should hear again, refusals included. Not kept is what a retry may change: 5xx, 429, 415 and whatever says
 * {@code Retry-After}; nor what is too large or streams. Then the key is free again.
 */
final class IdempotencyFilter extends OncePerRequestFilter {
    private static final Logger log = LoggerFactory.getLogger(IdempotencyFilter.class);

    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final Answers answers;

    IdempotencyFilter(Answers answers) {
        this.answers = answers;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !WRITES.contains(request.getMethod()) || request.getHeader(IdempotencyKey.HEADER) == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var caller = caller();
        if (caller.isEmpty()) { // nobody to keep an answer for
            chain.doFilter(request, response);
            return;
        }
        var key = IdempotencyKey.parse(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
        if (key.isEmpty()) {
            ProblemWriter.write(
                    request,
                    response,
                    ApiProblem.invalid(
                            IdempotencyKey.HEADER,
                            "FORMAT",
                            "Must be one key of 1 to 255 visible ASCII characters, with or without quotes."));
            return;
        }
        key.get().noteOn(request);
        var buffered = BufferedRequest.of(request);
        Claim claim;
        try {
            claim = answers.claim(caller.get().userId(), key.get(), hash(buffered));
        } catch (TransientDataAccessException | DataAccessResourceFailureException trouble) {
            log.warn("A key could not be looked up: {}", trouble.toString());
            ProblemWriter.write(request, response, ApiProblem.unavailable(1)); // nothing was done
            return;
        }
        switch (claim) {
            case Claim.First(var ticket) -> handle(buffered, response, chain, ticket);
            case Claim.Answered(var answer) -> answer.replay(response);
            case Claim.InFlight() ->
                ProblemWriter.write(
                        request,
                        response,
                        new ApiProblem(
                                        HttpStatus.CONFLICT,
                                        "IDEMPOTENCY_IN_FLIGHT",
                                        "The first request with this key has not been answered yet.")
                                .header("Retry-After", "1"));
            case Claim.OtherRequest() ->
                ProblemWriter.write(
                        request,
                        response,
                        new ApiProblem(
                                HttpStatus.UNPROCESSABLE_CONTENT,
                                "IDEMPOTENCY_KEY_REUSED",
                                "This key was used for another request; a new request needs a new key."));
        }
    }

    private void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Ticket ticket)
            throws ServletException, IOException {
        var heldBack = new HeldBackResponse(request, response);
        var handled = false;
        try {
            chain.doFilter(request, heldBack);
            handled = true;
        } finally {
            if (!handled) {
                free(ticket);
            }
        }
        if (request.isAsyncStarted()) {
            request.getAsyncContext().addListener(new FreeAtTheEnd(ticket));
        } else {
            heldBack.answer()
                    .filter(answer -> isFinal(answer, heldBack))
                    .ifPresentOrElse(answer -> keep(ticket, answer), () -> free(ticket));
        }
        heldBack.pass(); // only now, so that nobody who has heard the answer finds the key still in flight
    }

    private static boolean isFinal(KeptAnswer answer, HttpServletResponse response) {
        return answer.status() < 500
                && answer.status() != HttpStatus.TOO_MANY_REQUESTS.value()
                && answer.status() != HttpStatus.UNSUPPORTED_MEDIA_TYPE.value() // of the same body under another name
                && response.getHeader("Retry-After") == null
                && answer.fits();
    }

    /** What was done is done: the client is told, even if the answer cannot be kept. */
    private void keep(Ticket ticket, KeptAnswer answer) {
        try {
            answers.keep(ticket, answer);
        } catch (DataAccessException trouble) {
            log.warn("An answer could not be kept; its key is in flight until it is taken over", trouble);
        }
    }

    private void free(Ticket ticket) {
        try {
            answers.free(ticket);
        } catch (DataAccessException trouble) {
            log.warn("A key could not be freed; it is in flight until it is taken over", trouble);
        }
    }

    private static Optional<Caller> caller() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Caller caller
                ? Optional.of(caller)
                : Optional.empty();
    }

    /** Of everything that makes it this request: method, address, the state it asks for, body. */
    private static byte[] hash(BufferedRequest request) {
        var query = request.getQueryString();
        var line = request.getMethod() + " " + request.getRequestURI() + (query == null ? "" : "?" + query) + "\n";
        var hash = Sha256.begin();
        hash.update(line.getBytes(StandardCharsets.UTF_8));
        for (var state : Collections.list(request.getHeaders(HttpHeaders.IF_MATCH))) {
            hash.update(("If-Match: " + state + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return hash.digest(request.body());
    }

    private final class FreeAtTheEnd implements AsyncListener {

        private final Ticket ticket;

        private FreeAtTheEnd(Ticket ticket) {
            this.ticket = ticket;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            free(ticket);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
