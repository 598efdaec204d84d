package dev.promo.auth.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promo.auth.token.KeyTimes.State;
import dev.promo.defaults.token.Caller;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Admins look at the signing keys and have them rotated. */
@RestController
class KeyController {

    private static final int MOST = 100;

    private final KeyTable table;
    private final KeyRotation rotation;
    private final Clock clock;

    KeyController(KeyTable table, KeyRotation rotation, Clock clock) {
        this.table = table;
        this.rotation = rotation;
        this.clock = clock;
    }

    @GetMapping("/api/v1/admin/keys")
    Keys list() {
        return new Keys(table.latest(MOST).stream().map(this::view).toList());
    }

    @PostMapping("/api/v1/admin/keys/rotations")
    KeyView rotate(@AuthenticationPrincipal Caller admin) {
        return view(rotation.rotate(admin.userId()));
    }

    private KeyView view(KeyTimes key) {
        return new KeyView(
                key.kid(),
                key.stateAt(clock.instant()),
                key.createdAt(),
                key.signsFrom(),
                key.signsUntil(),
                key.verifiesUntil());
    }

    /** @param keys newest first, the latest hundred */
    record Keys(List<KeyView> keys) {}

    /**
     * A signing key.
     *
     * @param createdAt when it was published
     * @param signsUntil when the next key takes over; absent while there is none
     * @param verifiesUntil when the last token that it signed is gone, and the key is destroyed; absent like signsUntil
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyView(
            String kid,
            State state,
            Instant createdAt,
            Instant signsFrom,
            @Nullable Instant signsUntil,
            @Nullable Instant verifiesUntil) {}
}
