package dev.promo.local.testing;

import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.mysql.MySQLContainer;

/** The official MySQL and Kafka images, for those who have Docker; Testcontainers removes the containers when the JVM ends. */
final class ContainerBackends implements TestBackends.Backends {

    private static final class Database {
        static final MySQLContainer SERVER =
                new MySQLContainer("mysql:9.7").withUsername("root").withPassword("only-for-tests");

        static {
            SERVER.start();
        }
    }

    private static final class Broker {
        static final KafkaContainer SERVER =
                new KafkaContainer("apache/kafka:4.2.1").withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");

        static {
            SERVER.start();
        }
    }

    @Override
    public String jdbcUrl(String schema) {
        return "jdbc:mysql://" + Database.SERVER.getHost() + ":"
                + Database.SERVER.getMappedPort(MySQLContainer.MYSQL_PORT)
                + "/" + schema + "?sslMode=PREFERRED&allowPublicKeyRetrieval=true"
                + "&connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true";
    }

    @Override
    public String databaseUser() {
        return Database.SERVER.getUsername();
    }

    @Override
    public String databasePassword() {
        return Database.SERVER.getPassword();
    }

    @Override
    public String kafkaBootstrapServers() {
        return Broker.SERVER.getBootstrapServers();
    }
}
