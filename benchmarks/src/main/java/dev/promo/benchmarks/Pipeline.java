package dev.promo.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * First logins on their way to a voucher, computed instead of measured: they arrive by chance, each has its password compared by one of
 * so many processors, and passes stations that take together what waits, one batch at a time.
 *
 * @param processors that compare passwords
 * @param millisALogin of one of them
 * @param stations in the order in which they are passed
 */
record Pipeline(int processors, double millisALogin, List<Station> stations) {

    private static final long SEED = 73;

    Pipeline {
        stations = List.copyOf(stations);
    }

    /**
     * The outbox, the broker, or the one who decides.
     *
     * @param most in one batch
     * @param millisABatch however few are in it
     * @param millisEach for each that is in it
     */
    record Station(String name, int most, double millisABatch, double millisEach) {

        /** What it can take a second, if there is always enough. */
        double limit() {
            return 1e3 * most / (millisABatch + most * millisEach);
        }
    }

    /** So many a second of them for so long. */
    Outcome run(double perSecond, double seconds) {
        var arrived = new ArrayList<Double>();
        var chance = new Random(SEED);
        for (var at = 0.0; at < 1e3 * seconds; ) {
            at += -Math.log(1 - chance.nextDouble()) * 1e3 / perSecond;
            arrived.add(at);
        }
        var answered = hashed(arrived);
        var told = answered;
        var batches = 0L;
        for (var station : stations) {
            told = passed(station, told);
            batches += told.stream().distinct().count();
        }
        var delays = new ArrayList<Double>();
        for (var i = 0; i < told.size(); i++) {
            delays.add(told.get(i) - answered.get(i));
        }
        return new Outcome(
                rate(answered),
                rate(told),
                (double) stations.size() * told.size() / Math.max(1, batches),
                Sample.of(delays));
    }

    /** When each is answered, in this order; the processors take them as they come. */
    private List<Double> hashed(List<Double> arrived) {
        var free = new PriorityQueue<Double>();
        for (var i = 0; i < processors; i++) {
            free.add(0.0);
        }
        var answered = new ArrayList<Double>();
        for (var at : arrived) {
            var done = Math.max(at, free.remove()) + millisALogin;
            free.add(done);
            answered.add(done);
        }
        answered.sort(null);
        return answered;
    }

    private static List<Double> passed(Station station, List<Double> came) {
        var left = new ArrayList<Double>();
        var free = 0.0;
        while (left.size() < came.size()) {
            var first = left.size();
            var begins = Math.max(free, came.get(first));
            var end = first;
            while (end < came.size() && end - first < station.most() && came.get(end) <= begins) {
                end++;
            }
            free = begins + station.millisABatch() + (end - first) * station.millisEach();
            for (var i = first; i < end; i++) {
                left.add(free);
            }
        }
        return left;
    }

    private static double rate(List<Double> ends) {
        return 1e3 * (ends.size() - 1) / (ends.getLast() - ends.getFirst());
    }

    /**
     * What came of it.
     *
     * @param answered logins a second
     * @param told vouchers a second
     * @param batch how many there were in one, on average
     * @param delays milliseconds from a login's answer until its voucher was told of
     */
    record Outcome(double answered, double told, double batch, Sample delays) {}
}
