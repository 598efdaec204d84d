package dev.promo.defaults.token;

import org.springframework.mock.web.MockHttpServletRequest;

/** Lets tests of other packages ask what the security rules ask. */
public final class OpenDoors {
    private OpenDoors() {}

    /** Whether a request needs no token. */
    public static boolean include(PublicEndpoints endpoints, String method, String path) {
        return endpoints.include(new MockHttpServletRequest(method, path));
    }
}
