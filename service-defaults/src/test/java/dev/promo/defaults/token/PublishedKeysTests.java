package dev.promo.defaults.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.promo.defaults.TestIssuer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishedKeysTests {
    private static final RSAKey FIRST = TestIssuer.newKey("first");
    private static final RSAKey SECOND = TestIssuer.newKey("second");

    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // also right when the counter wraps
    private volatile List<JWK> published = List.of(FIRST.toPublicJWK());
    private volatile boolean down;

    private final PublishedKeys keys = new PublishedKeys(
            () -> {
                fetches.incrementAndGet();
                if (down) {
                    throw new IOException("connection refused");
                }
                return new JWKSet(published);
            },
            nanos::get);

    @Test
    void manyTokensCostOneFetch() throws Exception {
        for (var i = 0; i < 100; i++) {
            assertThat(find("first")).hasSize(1);
        }

        assertThat(fetches).hasValue(1);
    }

    @Test
    void aRotatedKeyIsFoundAtOnce() throws Exception {
        find("first");
        published = List.of(FIRST.toPublicJWK(), SECOND.toPublicJWK());
        pass(Duration.ofSeconds(10));

        assertThat(find("second")).hasSize(1);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void unknownKidsCauseAtMostOneFetchInTenSeconds() throws Exception {
        find("first");
        pass(Duration.ofSeconds(10));

        var searches = IntStream.range(0, 1_000)
                .<Callable<List<JWK>>>mapToObj(i -> () -> find("unknown-" + i))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var found : threads.invokeAll(searches)) {
                assertThat(found.get()).isEmpty();
            }
        }

        assertThat(fetches).hasValue(2);
    }

    @Test
    void theKeysAtHandServeWhileAuthIsDown() throws Exception {
        find("first");
        down = true;
        pass(Duration.ofMinutes(30));

        assertThat(find("first")).hasSize(1);
        await().untilAsserted(() -> assertThat(fetches).hasValueGreaterThan(1));
        assertThat(find("first")).hasSize(1);
    }

    @Test
    void whileTheNewestKeysCannotBeHadAnUnknownKidIsNotTheTokensFault() throws Exception {
        find("first");
        published = List.of(FIRST.toPublicJWK(), SECOND.toPublicJWK());
        down = true;
        pass(Duration.ofSeconds(10));
        assertThatExceptionOfType(RemoteKeySourceException.class).isThrownBy(() -> find("second"));

        down = false;
        assertThatExceptionOfType(RemoteKeySourceException.class).isThrownBy(() -> find("second"));
        assertThat(find("first")).hasSize(1);
        pass(Duration.ofSeconds(10));

        assertThat(find("second")).hasSize(1);
        assertThat(find("third")).isEmpty();
    }

    @Test
    void keysThatCouldNotBeRenewedForAnHourAreNotTrusted() throws Exception {
        find("first");
        down = true;
        pass(Duration.ofMinutes(61));

        assertThatExceptionOfType(RemoteKeySourceException.class).isThrownBy(() -> find("first"));
    }

    @Test
    void agedKeysAreRenewedBehindTheCallersBack() throws Exception {
        find("first");
        published = List.of(SECOND.toPublicJWK());
        pass(Duration.ofMinutes(6));

        assertThat(find("first")).hasSize(1);
        await().untilAsserted(() -> assertThat(find("first")).isEmpty());
        assertThat(fetches).hasValue(2);
    }

    @Test
    void aWithdrawnKeyIsNotAcceptedAfterAQuietTime() throws Exception {
        find("first");
        published = List.of(SECOND.toPublicJWK());
        pass(Duration.ofMinutes(11));

        assertThat(find("first")).isEmpty();
        assertThat(fetches).hasValue(2);
    }

    @Test
    void afterAQuietTimeManyRequestsAtOnceWaitForOneRenewal() throws Exception {
        find("first");
        published = List.of(SECOND.toPublicJWK());
        pass(Duration.ofMinutes(11));

        var searches = Collections.<Callable<List<JWK>>>nCopies(200, () -> find("first"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var found : threads.invokeAll(searches)) {
                assertThat(found.get()).isEmpty();
            }
        }

        assertThat(fetches).hasValue(2);
    }

    @Test
    void oldKeysThatCannotBeRenewedServeOnAndAreAskedForOnceInTenSeconds() throws Exception {
        find("first");
        down = true;
        pass(Duration.ofMinutes(11));

        for (var i = 0; i < 100; i++) {
            assertThat(find("first")).hasSize(1);
        }
        assertThat(fetches).hasValue(2);

        pass(Duration.ofSeconds(10));
        assertThat(find("first")).hasSize(1);
        assertThat(fetches).hasValue(3);
    }

    @Test
    void withoutAnyKeysTheTroubleIsTheirAbsenceAndTheNextSecondTriesAgain() throws Exception {
        down = true;
        for (var i = 0; i < 50; i++) {
            assertThatExceptionOfType(RemoteKeySourceException.class).isThrownBy(() -> find("first"));
        }
        assertThat(fetches).hasValue(1);

        down = false;
        pass(Duration.ofSeconds(1));
        assertThat(find("first")).hasSize(1);
    }

    @Test
    void onlyPublicSignatureKeysOfDecentSizeAreTakenOver() throws Exception {
        var published = new ArrayList<JWK>(List.of(FIRST.toPublicJWK()));
        published.add(new OctetSequenceKey.Builder(new byte[32]).keyID("mac").build());
        published.add(SECOND); // a private key, published by mistake
        published.add(new RSAKey.Builder(SECOND.toPublicJWK())
                .keyID("for-encryption")
                .keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION)
                .build());
        this.published = published;

        assertThat(find("first")).hasSize(1);
        assertThat(find("mac")).isEmpty();
        assertThat(find("second")).isEmpty();
        assertThat(find("for-encryption")).isEmpty();
    }

    private List<JWK> find(String kid) throws RemoteKeySourceException {
        return keys.get(new JWKSelector(new JWKMatcher.Builder().keyID(kid).build()), null);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
