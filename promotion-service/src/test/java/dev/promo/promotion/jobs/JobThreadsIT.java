package dev.promo.promotion.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promo.promotion.PromotionServiceTest;
import dev.promo.promotion.voucher.LedgerFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskHolder;

class JobThreadsIT extends PromotionServiceTest {

    private final Instant now = Instant.now();

    @Autowired
    private ApplicationContext context;

    @Test
    void aJobThatTakesLongDelaysNoOther() throws Exception {
        var mayEnd = new CountDownLatch(1);
        var schedulers = context.getBeansOfType(TaskScheduler.class).values();
        var begun = new CountDownLatch(schedulers.size());
        var jobs = schedulers.stream()
                .map(scheduler -> scheduler.scheduleWithFixedDelay(
                        () -> {
                            begun.countDown();
                            awaitLatch(mayEnd);
                        },
                        Duration.ofHours(1)))
                .toList();
        try {
            begun.await();
            var campaign = campaign(1, now.minusSeconds(3600), now.plusSeconds(3600));
            LedgerFixture.in(context).record(now, 1, 2);

            // as a crash leaves it: only the look every second finds them
            jdbc.sql("UPDATE campaigns SET total_vouchers = 2, backlog = TRUE").update();

            await().untilAsserted(() -> assertThat(winners(campaign)).containsExactly(1L, 2L));
        } finally {
            mayEnd.countDown();
            jobs.forEach(job -> job.cancel(false));
        }
    }

    @Test
    void everyJobHasAThreadOfItsOwn() {
        var jobs = context.getBeansOfType(ScheduledTaskHolder.class).values().stream()
                .mapToInt(holder -> holder.getScheduledTasks().size())
                .sum();

        assertThat(context.getBean("jobScheduler", ThreadPoolTaskScheduler.class)
                        .getScheduledThreadPoolExecutor()
                        .getCorePoolSize())
                .isEqualTo(jobs);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
