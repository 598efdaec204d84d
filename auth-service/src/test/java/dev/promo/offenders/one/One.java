package dev.promo.offenders.one;

import dev.promo.offenders.two.Two;
import io.jsonwebtoken.Jwts;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.kafka.common.TopicPartition;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.web.bind.annotation.RestController;

/** Breaks every rule, so that the rules can be seen to notice; outside the service, which would take it for a part of it. */
@RestController
public class One {

    private final Two two;
    private final JdbcClient jdbc;

    public One(Two two, JdbcClient jdbc) {
        this.two = two;
        this.jdbc = jdbc;
    }

    public String everything() {
        return two.toString()
                + Instant.now()
                + LocalDate.now(java.time.ZoneOffset.UTC)
                + BCrypt.gensalt()
                + Jwts.builder()
                + new TopicPartition("t", 1)
                + jdbc;
    }
}
