package dev.promo.auth;

import dev.promo.local.testing.TestBackends;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The whole service over HTTP, on a real database and a real broker; all such tests share one application context. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "promo.auth.bcrypt-cost=4"})
@AutoConfigureRestTestClient
public abstract class WholeServiceTest {

    @Autowired
    protected RestTestClient http;

    @Autowired
    protected JdbcClient jdbc;

    @DynamicPropertySource
    static void backends(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> TestBackends.jdbcUrl("auth"));
        properties.add("spring.datasource.username", TestBackends::databaseUser);
        properties.add("spring.datasource.password", TestBackends::databasePassword);
        properties.add("spring.kafka.bootstrap-servers", TestBackends::kafkaBootstrapServers);
        properties.add("promo.auth.key-file", () -> Path.of("target", "keys-of-tests", "signing.pem"));
    }
}
