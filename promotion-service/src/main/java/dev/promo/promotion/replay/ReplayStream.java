package dev.promo.promotion.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.promo.defaults.problem.StandardProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Server-sent events of a job: {@code progress} whenever it has got further, {@code end} once, with all that is known of it. A
 * client that comes again is told where it stands. Holds its request's thread, a virtual one.
 */
@Component
class ReplayStream implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(ReplayStream.class);

    private static final int SEATS = 20;
    private static final long LOOK_EVERY_MILLIS = 500;
    private static final int LOOKS_PER_SIGN_OF_LIFE = 10;

    private final ReplayJobs jobs;
    private final JsonMapper json;
    private final Semaphore seats = new Semaphore(SEATS);
    private volatile boolean closing;

    ReplayStream(ReplayJobs jobs, JsonMapper json) {
        this.jobs = jobs;
        this.json = json;
    }

    void write(long id, OutputStream out) throws IOException {
        if (!seats.tryAcquire()) {
            throw StandardProblem.OVERLOADED.problem().header("Retry-After", "5");
        }
        try {
            follow(id, out);
        } catch (IOException gone) {
            log.debug("A client left the events of replay {}", id, gone);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            seats.release();
        }
    }

    private void follow(long id, OutputStream out) throws IOException, InterruptedException {
        var told = "";
        for (var look = 0; !closing; look++) {
            var replay = jobs.find(id).orElse(null);
            if (replay == null) {
                return;
            }
            var text = json.writeValueAsString(replay);
            if (!replay.state().isOpen()) {
                send(out, "event: end\ndata: " + text + "\n\n");
                return;
            }
            if (!text.equals(told)) {
                send(out, "event: progress\ndata: " + text + "\n\n");
                told = text;
            } else if (look % LOOKS_PER_SIGN_OF_LIFE == 0) {
                send(out, ": still running\n\n");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private static void send(OutputStream out, String event) throws IOException {
        out.write(event.getBytes(UTF_8));
        out.flush();
    }

    @Override
    public void destroy() {
        closing = true;
    }
}
