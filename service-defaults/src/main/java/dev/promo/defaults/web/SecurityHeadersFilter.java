package dev.promo.defaults.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.util.OnCommittedResponseWrapper;
import org.springframework.web.filter.OncePerRequestFilter;

/** Adds the security headers at the last moment, so that a handler's (or an upstream's) own value wins and none is doubled. */
final class SecurityHeadersFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var wrapper = new OnCommittedResponseWrapper(response) {
            @Override
            protected void onResponseCommitted() {
                SecurityHeaders.addMissing(request, response);
            }
        };
        try {
            chain.doFilter(request, wrapper);
        } finally {
            if (!response.isCommitted()) {
                SecurityHeaders.addMissing(request, response);
            }
        }
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
