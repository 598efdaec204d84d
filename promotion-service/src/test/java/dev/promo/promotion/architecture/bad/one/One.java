package dev.promo.promotion.architecture.bad.one;

import dev.promo.promotion.architecture.bad.two.Two;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.web.bind.annotation.RestController;

/** Breaks every rule of the architecture tests, together with {@link Two}. */
@RestController
public class One {
    Two two(ProducerRecord<String, String> message) {
        return new Two(Instant.now());
    }
}
