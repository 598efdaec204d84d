package dev.promo.auth.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.auth.form.Form;
import dev.promo.auth.session.RefreshOutcome.Refreshed;
import dev.promo.auth.session.RefreshOutcome.Refused;
import dev.promo.auth.session.RefreshOutcome.Reused;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.token.Caller;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** New tokens for a refresh token, and people's own sessions. */
@RestController
@RequestMapping("/api/v1/user")
class SessionController {

    private static final String REFRESH_TOKEN = "refreshToken";

    private final Refreshing refreshing;
    private final OwnSessions own;

    SessionController(Refreshing refreshing, OwnSessions own) {
        this.refreshing = refreshing;
        this.own = own;
    }

    @PostMapping(path = "/token/refresh", consumes = MediaType.APPLICATION_JSON_VALUE)
    TokenResponse refresh(@RequestBody ObjectNode body) {
        return switch (refreshing.refresh(read(body))) {
            case Refreshed(var access, var refresh, var refreshExpiresIn, var _) ->
                new TokenResponse(
                        access.value(),
                        "Bearer",
                        access.lifetime().toSeconds(),
                        refresh.value(),
                        refreshExpiresIn.toSeconds());
            case Refused(), Reused() ->
                throw new ApiProblem(
                        HttpStatus.UNAUTHORIZED, "REFRESH_REFUSED", "The refresh token is good for nothing any more.");
        };
    }

    private static RefreshToken read(ObjectNode body) {
        var form = new Form(body, Set.of(REFRESH_TOKEN));
        var token = form.requiredText(REFRESH_TOKEN);
        form.throwIfRejected();
        return new RefreshToken(token == null ? "" : token);
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logOut(@AuthenticationPrincipal Caller caller) {
        own.logOut(caller);
    }

    @PostMapping("/logout-all")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logOutEverywhere(@AuthenticationPrincipal Caller caller) {
        own.logOutEverywhere(caller);
    }

    @GetMapping("/sessions")
    Page<SessionView> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Caller caller) {
        return own.list(caller, PageRequest.of(limit, cursor))
                .map(session -> new SessionView(
                        session.id(),
                        session.createdAt(),
                        session.lastUsedAt(),
                        session.expiresAt(),
                        session.client(),
                        session.id().equals(caller.sessionId())));
    }

    @DeleteMapping("/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable UUID id, @AuthenticationPrincipal Caller caller) {
        if (!own.end(caller, id)) {
            throw StandardProblem.NOT_FOUND.problem();
        }
    }

    /**
     * A new pair.
     *
     * @param expiresIn seconds
     * @param refreshToken takes the place of the one that was sent
     * @param refreshExpiresIn seconds, if it is not used before
     */
    record TokenResponse(
            String accessToken, String tokenType, long expiresIn, String refreshToken, long refreshExpiresIn) {
        @Override
        public String toString() {
            return "TokenResponse[secret]";
        }
    }

    /**
     * A login that goes on.
     *
     * @param createdAt when the person logged in
     * @param lastUsedAt when it last gave out an access token
     * @param expiresAt when it ends if it is not used before
     * @param client what the client that logged in calls itself; absent if it did not say
     * @param current whether it is the session that asks
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SessionView(
            UUID id,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            @Nullable String client,
            boolean current) {}
}
