package dev.promo.defaults.token;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;

/** A request authenticated by an access token; its principal is the {@link Caller}. */
final class CallerAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;
    private final transient Jwt token;

    private CallerAuthentication(Caller caller, Jwt token, Collection<GrantedAuthority> authorities) {
        super(authorities);
        this.caller = caller;
        this.token = token;
        setAuthenticated(true);
    }

    /** @param token one that {@link AccessTokenRules} accepted */
    static CallerAuthentication of(Jwt token) {
        var name = token.getClaimAsString("name");
        var roles = token.getClaimAsStringList("roles");
        Set<String> granted = roles == null ? Set.of() : new HashSet<>(roles);
        List<GrantedAuthority> authorities = granted.stream()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList();
        var caller = new Caller(
                Long.parseLong(Objects.requireNonNull(token.getSubject())),
                UUID.fromString(token.getClaimAsString("sid")),
                name == null ? "" : name,
                granted,
                !token.hasClaim("first_login"));
        return new CallerAuthentication(caller, token, authorities);
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    @Override
    public Jwt getCredentials() {
        return token;
    }

    @Override
    public String getName() {
        return Long.toString(caller.userId());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
