package dev.promo.local.stack;

/**
 * Every port the stack listens on, always on 127.0.0.1. The defaults lie below 32768, where no outgoing connection can be given
 * one of them by chance.
 */
public enum StackPort {
    GATEWAY("the gateway", 8080, "--port", "PROMO_GATEWAY_PORT"),
    AUTH("the auth-service", 8081, "--auth-port", "PROMO_AUTH_PORT"),
    PROMOTION("the promotion-service", 8082, "--promotion-port", "PROMO_PROMOTION_PORT"),
    GATEWAY_MANAGEMENT(
            "the gateway's health checks", 18080, "--gateway-management-port", "PROMO_GATEWAY_MANAGEMENT_PORT"),
    AUTH_MANAGEMENT("the auth-service's health checks", 18081, "--auth-management-port", "PROMO_AUTH_MANAGEMENT_PORT"),
    PROMOTION_MANAGEMENT(
            "the promotion-service's health checks",
            18082,
            "--promotion-management-port",
            "PROMO_PROMOTION_MANAGEMENT_PORT"),
    MARIADB("MariaDB", 13306, "--mariadb-port", "PROMO_MARIADB_PORT"),
    KAFKA("Kafka", 19092, "--kafka-port", "PROMO_KAFKA_PORT"),
    KAFKA_CONTROLLER("Kafka's controller", 19093, "--kafka-controller-port", "PROMO_KAFKA_CONTROLLER_PORT");

    private final String user;
    private final int usual;
    private final String option;
    private final String variable;

    StackPort(String user, int usual, String option, String variable) {
        this.user = user;
        this.usual = usual;
        this.option = option;
        this.variable = variable;
    }

    /** Who listens there. */
    public String user() {
        return user;
    }

    /** The port where nothing else is said. */
    public int usual() {
        return usual;
    }

    /** The command line option that changes it. */
    public String option() {
        return option;
    }

    /** The environment variable that changes it. */
    public String variable() {
        return variable;
    }
}
