package dev.promo.offenders.one;

import dev.promo.offenders.two.Two;
import io.jsonwebtoken.Jwts;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.kafka.common.TopicPartition;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.web.bind.annotation.RestController;

/** Breaks every rule, so that the rules can be seen to notice; outside the service, which would take it for a part of it. */
@RestController
public class One {

    private final Two two;
    private final JpaRepository<Two, Long> jpa;

    public One(Two two, JpaRepository<Two, Long> jpa) {
        this.two = two;
        this.jpa = jpa;
    }

    public String everything() {
        return two.toString()
                + Instant.now()
                + LocalDate.now(java.time.ZoneOffset.UTC)
                + BCrypt.gensalt()
                + Jwts.builder()
                + new TopicPartition("t", 1)
                + jpa;
    }
}
