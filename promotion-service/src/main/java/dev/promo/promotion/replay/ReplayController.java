package dev.promo.promotion.replay;

import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.token.Caller;
import dev.promo.promotion.replay.Replay.State;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Replays for admins: asked for, looked at, carried out, called off. Each is a job that runs by itself. */
@RestController
@RequestMapping(ReplayController.PATH)
class ReplayController {

    static final String PATH = "/api/v1/admin/replays";

    private final ReplayJobs jobs;
    private final ReplayStream stream;

    ReplayController(ReplayJobs jobs, ReplayStream stream) {
        this.jobs = jobs;
        this.stream = stream;
    }

    /** A dry run: it changes nothing. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Replay> ask(@AuthenticationPrincipal Caller caller, @RequestBody ReplayForm form) {
        return accepted(jobs.add(form.read(jobs::knowsCampaign), null, caller.userId()));
    }

    @GetMapping
    Page<Replay> list(@RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
        var page = PageRequest.of(limit, cursor);
        return Page.of(jobs.list(page), page, Replay::id);
    }

    @GetMapping("/{id}")
    Replay one(@PathVariable long id) {
        return find(id);
    }

    /** Runs it once more and, if that comes to the very same, does what the report says. */
    @PostMapping("/{id}/apply")
    ResponseEntity<Replay> apply(@AuthenticationPrincipal Caller caller, @PathVariable long id) {
        var replay = find(id);
        var report = replay.report();
        if (replay.appliesReport() != null || replay.state() != State.DONE || report == null) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT, "REPLAY_NOT_DONE", "Only a dry run that is done has a report to apply.");
        }
        if (report.rows() == 0) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT,
                    "NOTHING_TO_APPLY",
                    "The ledger is what the log says: there is nothing to do.");
        }
        if (report.differences().containsKey(Difference.Kind.PLACE_DISPUTED)) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT,
                    "PLACES_DISPUTED",
                    "Nothing tells for sure which places some first logins had: settle by hand what is in dispute.");
        }
        if (report.undecided() > 0 && replay.request().campaignId() != null) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT,
                    "UNDECIDED_FOR_ALL",
                    "First logins that were never decided on concern every campaign: replay without campaignId.");
        }
        return accepted(jobs.add(replay.request(), id, caller.userId()));
    }

    @PostMapping("/{id}/cancel")
    Replay cancel(@PathVariable long id) {
        var replay = find(id);
        if (!jobs.cancel(id) && replay.state() != State.CANCELLED) {
            throw new ApiProblem(HttpStatus.CONFLICT, "REPLAY_OVER", "The replay has come to its end already.");
        }
        return find(id);
    }

    /** Tells of its progress until its end. */
    @GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void events(@PathVariable long id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        find(id);
        response.setContentType("text/event-stream;charset=UTF-8");
        if (!request.getMethod().equals("HEAD")) {
            stream.write(id, response.getOutputStream());
        }
    }

    private Replay find(long id) {
        return jobs.find(id)
                .orElseThrow(() ->
                        new ApiProblem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no replay with this number."));
    }

    private ResponseEntity<Replay> accepted(long id) {
        return ResponseEntity.accepted().location(URI.create(PATH + "/" + id)).body(find(id));
    }
}
