package dev.promo.promotion.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.promotion.voucher.VoucherCode;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VoucherTurnsTests {

    private final VoucherTurns turns = new VoucherTurns();
    private final String code = VoucherCode.random().value();

    @Test
    void oneAtATimeWorksAtAVoucherInWhateverSpelling() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        Callable<Integer> request =
                () -> turns.inTurn(most.get() % 2 == 0 ? code : code.toLowerCase(java.util.Locale.ROOT), () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    return inside.decrementAndGet();
                });

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done :
                    threads.invokeAll(Stream.generate(() -> request).limit(200).toList())) {
                assertThat(done.get()).isZero();
            }
        }

        assertThat(most).hasValue(1);
    }

    @Test
    void whoWaitsTooLongIsSentAwayWithNothingDone() throws Exception {
        var taken = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> turns.inTurn(code, () -> {
                taken.countDown();
                return await(done);
            }));
            taken.await();

            assertThatThrownBy(() -> turns.inTurn(code, () -> {
                        throw new AssertionError("it is not our turn");
                    }))
                    .isInstanceOfSatisfying(
                            ApiProblem.class,
                            problem -> assertThat(problem.code()).isEqualTo("OVERLOADED"));
            done.countDown();
            assertThat(first.get()).isTrue();
        }
        assertThat(turns.<String>inTurn(code, () -> "free again")).isEqualTo("free again");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
