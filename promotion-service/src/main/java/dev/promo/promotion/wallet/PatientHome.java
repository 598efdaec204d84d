package dev.promo.promotion.wallet;

import dev.promo.defaults.token.Caller;
import dev.promo.promotion.wallet.News.Source;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** The home page of somebody who would rather wait a moment than hear {@code PENDING}. */
@Component
class PatientHome {

    private final Wallet wallet;
    private final Watcher watcher;
    private final Semaphore seats;

    PatientHome(Wallet wallet, Watcher watcher, WalletProperties properties, MeterRegistry meters) {
        this.wallet = wallet;
        this.watcher = watcher;
        seats = new Semaphore(properties.maxWaiters());
        meters.gauge("wallet.waiters", seats, free -> properties.maxWaiters() - free.availablePermits());
    }

    /** @param waited whether the wish was heeded; it is not where too many wait already */
    record Answer(Home home, boolean waited) {}

    /** The page as soon as something that was pending is decided, and at the latest when the time is over. */
    Answer home(Caller person, WaitPreference preference) {
        var deadline = System.nanoTime() + preference.duration().toNanos();
        var home = wallet.home(person);
        if (!home.hasPending() || preference.seconds() == 0) {
            return new Answer(home, true);
        }
        if (!seats.tryAcquire()) {
            return new Answer(home, false);
        }
        var waiter = new Waiter(person.userId());
        try {
            if (watcher.add(waiter)) {
                home = whenDecided(person, home, waiter, deadline);
            }
        } finally {
            watcher.remove(waiter);
            seats.release();
        }
        return new Answer(home, true);
    }

    private Home whenDecided(Caller person, Home first, Waiter waiter, long deadline) {
        var home = first;
        var inTime = true;
        while (inTime && home.campaigns().equals(first.campaigns())) {
            inTime = waiter.await(deadline);
            home = wallet.home(person);
        }
        return home;
    }

    private static final class Waiter implements Watching {
        private final long userId;
        private final Set<Heard> heard = new HashSet<>();
        private final Semaphore news = new Semaphore(0);
        private volatile boolean ended;

        Waiter(long userId) {
            this.userId = userId;
        }

        @Override
        public long userId() {
            return userId;
        }

        @Override
        public void tell(News one) {
            if (heard.add(new Heard(one.source(), one.id()))) {
                news.release();
            }
        }

        @Override
        public void end() {
            ended = true;
            news.release();
        }

        /** Until there are news; false if there were none in time, or none will come any more. */
        boolean await(long deadline) {
            try {
                var told = news.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                news.drainPermits();
                return told && !ended;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private record Heard(Source source, long id) {}
}
