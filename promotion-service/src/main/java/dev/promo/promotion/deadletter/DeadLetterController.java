package dev.promo.promotion.deadletter;

import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.token.Caller;
import dev.promo.promotion.deadletter.Letter.State;
import dev.promo.promotion.deadletter.LetterHistory.Deed;
import java.time.Clock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The dead-letter desk, for admins alone: nobody knows what an unreadable record holds. What is done is written down with who did
 * it.
 */
@RestController
@RequestMapping("/api/v1/admin/dead-letters")
class DeadLetterController {

    private final LetterFile letters;
    private final LetterHistory history;
    private final Redrives redrives;
    private final Parking parking;
    private final Clock clock;

    DeadLetterController(LetterFile letters, LetterHistory history, Redrives redrives, Parking parking, Clock clock) {
        this.letters = letters;
        this.history = history;
        this.redrives = redrives;
        this.parking = parking;
        this.clock = clock;
    }

    @GetMapping
    Page<LetterView> list(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable String reason,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        var page = PageRequest.of(limit, cursor);
        var found = letters.list(page, state == null ? null : parse(state), reason);
        return Page.of(found, page, Letter::id).map(LetterView::of);
    }

    @GetMapping("/{id}")
    LetterView.Whole one(@PathVariable long id) {
        return letters.find(id)
                .map(letter -> LetterView.Whole.of(letter, history.of(id)))
                .orElseThrow(DeadLetterController::noSuchLetter);
    }

    @PostMapping(path = "/redrives", consumes = MediaType.APPLICATION_JSON_VALUE)
    RedriveReport redrive(@AuthenticationPrincipal Caller caller, @RequestBody DeadLetterForms.Redrive form) {
        var correction = form.valid();
        var found = form.reason() == null
                ? DeadLetterForms.sorted(form.ids())
                : letters.waiting(form.reason(), DeadLetterForms.MOST + 1);
        var wanted = found.subList(0, Math.min(found.size(), DeadLetterForms.MOST));
        var deed = deed(caller, form.note());
        var rows = wanted.stream()
                .map(id -> form.isDryRun() ? redrives.dryRun(id, correction) : redrives.redrive(id, correction, deed))
                .toList();
        return RedriveReport.of(form.isDryRun(), rows, found.size() > wanted.size());
    }

    @PostMapping(path = "/park", consumes = MediaType.APPLICATION_JSON_VALUE)
    ParkReport parkAll(@AuthenticationPrincipal Caller caller, @RequestBody DeadLetterForms.BulkPark form) {
        var ids = form.validIds();
        var deed = deed(caller, form.note());
        return new ParkReport(ids.stream()
                .map(id -> new ParkReport.Row(id, parking.park(id, deed)))
                .toList());
    }

    @PostMapping(path = "/{id}/park", consumes = MediaType.APPLICATION_JSON_VALUE)
    LetterView.Whole park(
            @AuthenticationPrincipal Caller caller, @PathVariable long id, @RequestBody DeadLetterForms.Note form) {
        return switch (parking.park(id, deed(caller, form.valid()))) {
            case PARKED, ALREADY_PARKED -> one(id);
            case ALREADY_REDRIVEN ->
                throw new ApiProblem(
                        HttpStatus.CONFLICT,
                        "DEAD_LETTER_REDRIVEN",
                        "The dead letter was brought back; there is nothing left to park.");
            case NOT_FOUND -> throw noSuchLetter();
        };
    }

    @PostMapping(path = "/{id}/unpark", consumes = MediaType.APPLICATION_JSON_VALUE)
    LetterView.Whole unpark(
            @AuthenticationPrincipal Caller caller, @PathVariable long id, @RequestBody DeadLetterForms.Note form) {
        if (!parking.unpark(id, deed(caller, form.valid()))) {
            throw noSuchLetter();
        }
        return one(id);
    }

    private Deed deed(Caller caller, @Nullable String note) {
        return new Deed(caller.userId(), clock.instant(), note == null ? null : note.strip());
    }

    private static State parse(String state) {
        return Arrays.stream(State.values())
                .filter(known -> known.onTheWire().equals(state))
                .findFirst()
                .orElseThrow(() -> ApiProblem.invalid("state", "ONE_OF", "Must be waiting, redriven or parked."));
    }

    private static ApiProblem noSuchLetter() {
        return new ApiProblem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no dead letter with this id.");
    }
}
