package dev.promo.gateway.routes;

import static org.springframework.web.servlet.function.RequestPredicates.GET;

import dev.promo.gateway.GatewayProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.cloud.gateway.server.mvc.config.GatewayMvcProperties;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchange;
import org.springframework.cloud.gateway.server.mvc.handler.ProxyExchangeHandlerFunction;
import org.springframework.cloud.gateway.server.mvc.handler.RestClientProxyExchange;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.servlet.function.RequestPredicate;

/**
 * The HTTP client to the services. It takes an answer in full before a byte of it goes to the client, so an answer that
 * stops in the middle or never ends becomes a clean 502 or 504 instead of a torn 200. The exceptions are
 * {@link StreamedAnswers}.
 */
@Configuration(proxyBeanMethods = false)
class UpstreamClient {

    /** The one page that waits for something to happen if the client wants it. */
    private static final RequestPredicate HOME = GET("/api/v1/home").or(GET("/homepage"));

    @Bean(destroyMethod = "shutdownNow")
    HttpClient upstreamHttp(GatewayProperties gateway) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(gateway.connectTimeout())
                .build();
    }

    @Bean
    ProxyExchange proxyExchange(
            HttpClient upstreamHttp,
            GatewayProperties gateway,
            GatewayMvcProperties properties,
            StreamedAnswers streamed) {
        var limit = Math.toIntExact(gateway.maxAnswerSize().toBytes());
        var prompt = new RestClientProxyExchange(client(upstreamHttp, limit, gateway.readTimeout()), properties);
        var patience = gateway.readTimeout().plus(gateway.longestWait());
        var patient = new RestClientProxyExchange(client(upstreamHttp, limit, patience), properties);
        return request -> {
            if (streamed.concerns(request)) {
                return streamed.exchange(request);
            }
            return mayWait(request) ? patient.exchange(request) : prompt.exchange(request);
        };
    }

    private static boolean mayWait(ProxyExchange.Request request) {
        return HOME.test(request.getServerRequest())
                && request.getHeaders().getOrEmpty("Prefer").stream()
                        .anyMatch(preference ->
                                preference.toLowerCase(Locale.ROOT).contains("wait"));
    }

    private static RestClient client(HttpClient http, int limit, Duration readTimeout) {
        var requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(readTimeout);
        requests.enableCompression(false); // the services are near
        return RestClient.builder()
                .requestFactory(requests)
                .requestInterceptor(inFull(limit, readTimeout))
                .build();
    }

    /**
     * Has the header filters in place before the port opens. The gateway's library looks for them when the whole context is
     * up, which is later: until then it would pass headers unfiltered if it did not fail over them.
     */
    @Bean
    SmartInitializingSingleton headerFiltersFromTheStart(
            ProxyExchangeHandlerFunction proxy, ApplicationContext context) {
        return () -> proxy.onApplicationEvent(new ContextRefreshedEvent(context));
    }

    private static ClientHttpRequestInterceptor inFull(int limit, Duration readTimeout) {
        return (request, body, execution) -> {
            var asked = System.nanoTime();
            try (var answer = execution.execute(request, body)) {
                var bytes = answer.getBody().readNBytes(limit + 1);
                if (bytes.length > limit) {
                    throw new IOException("the answer is larger than promo.gateway.max-answer-size");
                }
                return new FullAnswer(
                        answer.getStatusCode(),
                        answer.getStatusText(),
                        answer.getHeaders(),
                        new ByteArrayInputStream(bytes));
            } catch (IOException e) {
                // the client tells of a body cut off by its own time-out as of any other
                if (!(e instanceof HttpTimeoutException) && System.nanoTime() - asked >= readTimeout.toNanos()) {
                    var late = new HttpTimeoutException("the answer was not complete in time");
                    late.initCause(e);
                    throw late;
                }
                throw e;
            }
        };
    }

    private record FullAnswer(HttpStatusCode status, String text, HttpHeaders headers, InputStream body)
            implements ClientHttpResponse {
        @Override
        public HttpStatusCode getStatusCode() {
            return status;
        }

        @Override
        public String getStatusText() {
            return text;
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public void close() {}
    }
}
