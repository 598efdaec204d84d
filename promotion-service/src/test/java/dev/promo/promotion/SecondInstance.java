package dev.promo.promotion;

import dev.promo.local.testing.TestBackends;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Another instance of the service on the same database: what both do at once meets only there. It reads no first logins, so
 * that it takes no partition from the first one.
 */
public final class SecondInstance implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private SecondInstance(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts it on the same database and broker.
     *
     * @param more beans that the first instance does not have
     */
    public static SecondInstance start(Class<?>... more) {
        return new SecondInstance(
                new SpringApplicationBuilder(PromotionServiceApplication.class, PromotionServiceTest.TestBeans.class)
                        .sources(more)
                        .run(
                                "--server.port=0",
                                "--management.server.port=0",
                                "--spring.kafka.listener.auto-startup=false",
                                "--spring.kafka.bootstrap-servers=" + TestBackends.kafkaBootstrapServers(),
                                "--spring.datasource.url=" + TestBackends.jdbcUrl("promotion"),
                                "--spring.datasource.username=" + TestBackends.databaseUser(),
                                "--spring.datasource.password=" + TestBackends.databasePassword()));
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
