package dev.promo.promotion.wallet;

import dev.promo.defaults.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Tells a person of what happens to their vouchers, as server-sent events, for as long as their token is good. */
@RestController
class VoucherStreamController {

    private final VoucherStreams streams;

    VoucherStreamController(VoucherStreams streams) {
        this.streams = streams;
    }

    @GetMapping(path = "/api/v1/vouchers/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(
            @AuthenticationPrincipal Caller caller,
            Authentication authentication,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (request.getMethod().equals("HEAD")) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            return;
        }
        var resumeFrom = lastEventId == null || lastEventId.isEmpty() ? null : lastEventId;
        streams.stream(caller.userId(), resumeFrom, endOf(authentication), response);
    }

    private static Instant endOf(Authentication authentication) {
        if (authentication.getCredentials() instanceof Jwt token && token.getExpiresAt() != null) {
            return token.getExpiresAt();
        }
        throw new IllegalStateException("a caller without an access token that ends");
    }
}
