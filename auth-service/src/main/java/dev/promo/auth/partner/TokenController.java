package dev.promo.auth.partner;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promo.auth.token.TokenIssuer.AccessToken;
import dev.promo.defaults.web.BufferedRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The token endpoint of RFC 6749, for partners' programs: one grant, {@code client_credentials}, and no scopes. */
@RestController
class TokenController {

    private final ClientCredentials credentials;

    TokenController(ClientCredentials credentials) {
        this.credentials = credentials;
    }

    /**
     * The body is taken as it came: asked for parameters, the container would add those of the query, where no secret and no
     * grant may be.
     */
    @PostMapping(
            path = "/oauth2/token",
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Object> token(HttpServletRequest request) throws IOException {
        var form = TokenRequest.form(BufferedRequest.of(request).body());
        if (form == null || form.containsKey("client_secret")) { // never beside or instead of HTTP Basic
            return refused("invalid_request");
        }
        var client = TokenRequest.client(Collections.list(request.getHeaders("Authorization")));
        if (client.isEmpty()) {
            return unknownClient();
        }
        var grant = form.get("grant_type");
        if (grant == null) {
            return refused("invalid_request");
        }
        if (!grant.equals("client_credentials")) {
            return refused("unsupported_grant_type");
        }
        if (form.containsKey("scope")) {
            return refused("invalid_scope");
        }
        return credentials
                .grant(client.get().id(), client.get().secret())
                .map(TokenController::granted)
                .orElseGet(TokenController::unknownClient);
    }

    private static ResponseEntity<Object> granted(AccessToken token) {
        return answer(HttpStatus.OK)
                .body(new Granted(token.value(), "Bearer", token.lifetime().toSeconds()));
    }

    private static ResponseEntity<Object> refused(String error) {
        return answer(HttpStatus.BAD_REQUEST).body(new Refused(error));
    }

    private static ResponseEntity<Object> unknownClient() {
        return answer(HttpStatus.UNAUTHORIZED)
                .header("WWW-Authenticate", "Basic realm=\"promo\", charset=\"UTF-8\"")
                .body(new Refused("invalid_client"));
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .header("Pragma", "no-cache");
    }

    /**
     * RFC 6749 §5.1.
     *
     * @param accessToken a secret
     * @param expiresIn seconds
     */
    record Granted(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn) {
        @Override
        public String toString() {
            return "Granted[secret]";
        }
    }

    /** RFC 6749 §5.2. */
    record Refused(@JsonProperty("error") String error) {}
}
