package dev.promo.defaults.web;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.ProblemWriter;
import dev.promo.defaults.problem.StandardProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Reads the whole body before anything handles it, and refuses one that is too large (413, chunked ones too), that is encoded,
 * a form where none is taken, of no one type or said not to be UTF-8 (415), or that is not UTF-8 whatever it is said to be (400).
 *
 * <p>Without a body such a type is hidden from the handlers: it means nothing, and Spring fails over some ({@code *}{@code /*}).
 *
 * <p>Bodies are small here, so holding one costs less than streaming it: no handler and no upstream ever waits for a slow
 * client. Stands behind authentication, so strangers cannot make us buffer anything but what the public endpoints take.
 */
final class RequestBodyFilter extends OncePerRequestFilter {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Set<String> UTF_8_NAMES = Set.of("utf-8", "utf8");

    private final int usualLimit;
    private final List<Larger> largerLimits;
    private final List<PathPattern> formPaths;

    RequestBodyFilter(HttpProperties properties) {
        usualLimit = bytes(properties.maxBodySize());
        largerLimits = properties.largerBodies().stream()
                .map(larger ->
                        new Larger(PathPatternParser.defaultInstance.parse(larger.path()), bytes(larger.maxSize())))
                .toList();
        formPaths = properties.formPaths().stream()
                .map(PathPatternParser.defaultInstance::parse)
                .toList();
    }

    private static int bytes(DataSize size) {
        return Math.toIntExact(size.toBytes());
    }

    private int limitOf(HttpServletRequest request) {
        if (largerLimits.isEmpty()) {
            return usualLimit;
        }
        var path = PathContainer.parsePath(request.getRequestURI());
        return largerLimits.stream()
                .filter(larger -> larger.path().matches(path))
                .mapToInt(Larger::limit)
                .findFirst()
                .orElse(usualLimit);
    }

    private boolean takesForms(HttpServletRequest request) {
        var path = PathContainer.parsePath(request.getRequestURI());
        return formPaths.stream().anyMatch(form -> form.matches(path));
    }

    private record Larger(PathPattern path, int limit) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var limit = limitOf(request);
        if (Collections.list(request.getHeaders(CONTENT_TYPE)).size() > 1) {
            refuse(request, response, StandardProblem.MALFORMED_REQUEST);
        } else if (request.getContentLengthLong() > limit) {
            refuse(request, response, StandardProblem.PAYLOAD_TOO_LARGE);
        } else if (request.getContentLengthLong() == 0
                || (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null)) {
            chain.doFilter(isOfOneType(request) ? request : new UntypedRequest(request), response);
        } else if (isEncoded(request) || !isOfOneType(request)) {
            refuse(request, response, StandardProblem.UNSUPPORTED_MEDIA_TYPE);
        } else {
            byte[] body;
            try {
                body = request.getInputStream().readNBytes(limit + 1);
            } catch (IOException cutOrTooSlow) {
                // Tomcat has sent its 400 or 408 already; without this its error dispatch would make a 500 of it
                request.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
                refuse(request, response, StandardProblem.MALFORMED_REQUEST);
                return;
            }
            if (body.length > limit) {
                refuse(request, response, StandardProblem.PAYLOAD_TOO_LARGE);
            } else if (!isUtf8(body)) {
                ProblemWriter.write(request, response, notUtf8(request));
            } else {
                chain.doFilter(new BufferedRequest(request, body), response);
            }
        }
    }

    private static boolean isEncoded(HttpServletRequest request) {
        var encoding = request.getHeader("Content-Encoding");
        return encoding != null && !encoding.equalsIgnoreCase("identity");
    }

    /** Whether the type is one that a handler can have an opinion about: one type, of a text in UTF-8, and no form but where one is taken. */
    private boolean isOfOneType(HttpServletRequest request) {
        var type = request.getContentType();
        if (type == null) {
            return true;
        }
        try {
            MimeType mime = MimeTypeUtils.parseMimeType(type);
            var charset = mime.getParameter("charset");
            return !mime.isWildcardType()
                    && !mime.isWildcardSubtype()
                    && !mime.getType().equals("multipart")
                    && (!FORM.equals(mime.getType() + "/" + mime.getSubtype()) || takesForms(request))
                    && (charset == null
                            || UTF_8_NAMES.contains(charset.replace("\"", "").toLowerCase(Locale.ROOT)));
        } catch (InvalidMimeTypeException _) {
            return false;
        }
    }

    private static ApiProblem notUtf8(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null && MimeTypeUtils.parseMimeType(type).getSubtype().endsWith("json")
                ? StandardProblem.MALFORMED_JSON.problem()
                : ApiProblem.invalid("body", "UTF_8", "Must be text in UTF-8, without NUL.");
    }

    /** Jackson lets overlong forms pass, and reads UTF-16 and UTF-32 by itself; both show a NUL, which no text contains. */
    private static boolean isUtf8(byte[] body) {
        for (var octet : body) {
            if (octet == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body)); // a new decoder reports, it does not replace
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, StandardProblem problem)
            throws IOException {
        ApiProblem refusal = problem.problem();
        // what is left of the body is not worth reading
        response.setHeader("Connection", "close");
        ProblemWriter.write(request, response, refusal);
    }

    private static final class UntypedRequest extends HttpServletRequestWrapper {
        UntypedRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getContentType() {
            return null;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase(CONTENT_TYPE) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(CONTENT_TYPE) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            var names = Collections.list(super.getHeaderNames());
            names.removeIf(CONTENT_TYPE::equalsIgnoreCase);
            return Collections.enumeration(names);
        }
    }
}
