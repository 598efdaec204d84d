package dev.promo.promotion.campaign;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.events.CampaignChanged;
import dev.promo.events.CampaignChanged.Change;
import dev.promo.events.DiscountTerms;
import dev.promo.promotion.campaign.CampaignAudit.Action;
import dev.promo.promotion.database.ReadCommitted;
import dev.promo.promotion.journal.CampaignJournal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;

/**
 * Makes and changes campaigns.
 *
 * <p>Every change is one transaction that holds the campaign's row: the change itself, the next version, the entry in the
 * audit log, the ledger's step, the event, and the backlog if somebody can now get what they could not get before. Nothing is done twice by
 * asking twice for a state that the campaign is in already.
 */
@Service
class CampaignEditor {

    private final CampaignStore store;
    private final PauseBook pauses;
    private final DefinitionGate gate;
    private final CampaignAudit audit;
    private final CampaignRows rows;
    private final CampaignJournal journal;
    private final Backfills backfills;
    private final ApplicationEventPublisher events;
    private final ReadCommitted transaction;
    private final Clock clock;

    CampaignEditor(
            CampaignStore store,
            PauseBook pauses,
            DefinitionGate gate,
            CampaignAudit audit,
            CampaignRows rows,
            CampaignJournal journal,
            Backfills backfills,
            ApplicationEventPublisher events,
            ReadCommitted transaction,
            Clock clock) {
        this.store = store;
        this.pauses = pauses;
        this.gate = gate;
        this.audit = audit;
        this.rows = rows;
        this.journal = journal;
        this.backfills = backfills;
        this.events = events;
        this.clock = clock;
        this.transaction = transaction;
    }

    Campaign create(Definition definition, long actor) {
        return make(definition, actor, Action.CREATED, null);
    }

    /** Takes over what stands in that campaign now, but for the name and the window; nothing of what it has given. */
    Campaign copy(long id, CampaignForm.Copy form, long actor) {
        var original = store.find(id).orElseThrow(StandardProblem.NOT_FOUND::problem);
        return make(DefinitionRules.read(form, original.definition()), actor, Action.CLONED, CampaignView.of(original));
    }

    private Campaign make(Definition definition, long actor, Action action, @Nullable CampaignView original) {
        return transaction.execute(_ -> {
            gate.pass();
            var now = now();
            long id;
            try {
                id = store.insert(definition, now);
            } catch (DuplicateKeyException _) {
                throw nameTaken();
            }
            var made = store.find(id).orElseThrow();
            tell(made, now, actor, action, original, CampaignView.of(made));
            return made;
        });
    }

    Campaign replace(long id, IfMatch condition, Definition wanted, long actor) {
        return change(id, actor, Action.UPDATED, (before, now) -> {
            condition.require(before);
            refuseArchived(before);
            if (wanted.equals(before.definition())) {
                return false;
            }
            refuseQuotaBelowIssued(before, wanted);
            refuseOtherStartOfStarted(before, wanted);
            try {
                store.update(id, wanted, now);
            } catch (DuplicateKeyException _) {
                throw nameTaken();
            }
            if (concernsOtherPeople(before.definition(), wanted)) {
                store.setBacklogOfAll(id);
                events.publishEvent(new SlotsFreed(id));
            } else if (wanted.totalVouchers() > before.definition().totalVouchers()
                    || !wanted.validity().equals(before.definition().validity())) { // what had ended may go on
                store.setBacklog(id);
                events.publishEvent(new SlotsFreed(id));
            }
            return true;
        });
    }

    Campaign pause(long id, long actor) {
        return change(id, actor, Action.PAUSED, (before, now) -> switch (before.state()) {
            case PAUSED -> false;
            case ARCHIVED -> throw archived();
            case ACTIVE -> {
                pauses.begin(id, now);
                store.update(id, Campaign.State.PAUSED, now);
                yield true;
            }
        });
    }

    /** Whoever logged in before the pause and was read during it gets what is left, before everybody who comes now. */
    Campaign resume(long id, long actor) {
        return change(id, actor, Action.RESUMED, (before, now) -> switch (before.state()) {
            case ACTIVE -> false;
            case ARCHIVED -> throw archived();
            case PAUSED -> {
                pauses.end(id, now);
                store.update(id, Campaign.State.ACTIVE, now);
                store.setBacklogOfAll(id);
                events.publishEvent(new SlotsFreed(id));
                yield true;
            }
        });
    }

    /** Ends it for good: a pause that nobody ends. */
    Campaign archive(long id, long actor) {
        return change(id, actor, Action.ARCHIVED, (before, now) -> {
            if (before.state() == Campaign.State.ARCHIVED) {
                return false;
            }
            if (before.state() == Campaign.State.ACTIVE) {
                pauses.begin(id, now);
            }
            store.update(id, Campaign.State.ARCHIVED, now);
            return true;
        });
    }

    /** Offers the campaign to people who came before it; a dry run only says what that would do. */
    Backfills.Answer backfill(long id, @Nullable Instant from, boolean dryRun, long actor) {
        var seen = store.find(id).orElseThrow(StandardProblem.NOT_FOUND::problem);
        refuseArchived(seen);
        var reach = backfills.reach(seen, from); // may read millions of rows, so not while others wait for us
        if (dryRun) {
            return Backfills.Answer.of(true, reach, seen, now());
        }
        return transaction.execute(_ -> {
            gate.pass();
            var before = store.lock(id).orElseThrow(StandardProblem.NOT_FOUND::problem);
            refuseArchived(before);
            var sure = before.version() == seen.version() ? reach : backfills.reach(before, from);
            var place = sure.firstPlace();
            if (place != null) {
                var now = now();
                var offered = new Offer(store.beginningOfOffer(before));
                store.offerFrom(before, place, now);
                store.setBacklogOfAll(id);
                events.publishEvent(new SlotsFreed(id));
                tell(store.find(id).orElseThrow(), now, actor, Action.BACKFILLED, offered, new Offer(place));
            }
            return Backfills.Answer.of(false, sure, before, now());
        });
    }

    /** The first place in the inbox that is offered the campaign, for the audit log. */
    private record Offer(long offeredFromSeq) {}

    /** One change of a locked campaign. */
    private interface Step {
        /** @return false if there is nothing to change, and nothing was changed */
        boolean take(Campaign before, Instant now);
    }

    private Campaign change(long id, long actor, Action action, Step step) {
        return transaction.execute(_ -> {
            gate.pass();
            var before = store.lock(id).orElseThrow(StandardProblem.NOT_FOUND::problem);
            var now = now();
            if (!step.take(before, now)) {
                return before;
            }
            var after = store.find(id).orElseThrow();
            tell(after, now, actor, action, CampaignView.of(before), CampaignView.of(after));
            return after;
        });
    }

    private void tell(
            Campaign campaign, Instant now, long actor, Action action, @Nullable Object before, Object after) {
        audit.write(campaign.id(), now, actor, action, before, after);
        rows.noteChange(campaign.id(), now);
        journal.write(event(campaign, action, now));
    }

    private static CampaignChanged event(Campaign campaign, Action action, Instant now) {
        var definition = campaign.definition();
        var discount = definition.discount();
        var change = switch (action) {
            case CREATED, CLONED -> Change.CREATED;
            case UPDATED -> Change.UPDATED;
            case PAUSED -> Change.PAUSED;
            case RESUMED -> Change.RESUMED;
            case ARCHIVED -> Change.ARCHIVED;
            case BACKFILLED -> Change.BACKFILLED;
        };
        return new CampaignChanged(
                campaign.id(),
                change,
                campaign.version(),
                now,
                new CampaignChanged.Definition(
                        definition.name(),
                        definition.description(),
                        definition.window().startsAt(),
                        definition.window().endsAt(),
                        definition.totalVouchers(),
                        new DiscountTerms(
                                DiscountTerms.Type.valueOf(discount.type().name()),
                                discount.value(),
                                discount.currency(),
                                discount.cap(),
                                discount.minimumOrder()),
                        CampaignChanged.State.valueOf(campaign.state().name())));
    }

    /** In the columns' precision, so that what is answered is what is stored. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static boolean concernsOtherPeople(Definition before, Definition after) {
        return !after.window().equals(before.window())
                || !Objects.equals(after.registeredAfter(), before.registeredAfter())
                || !Objects.equals(after.birthMonth(), before.birthMonth());
    }

    private static void refuseArchived(Campaign campaign) {
        if (campaign.state() == Campaign.State.ARCHIVED) {
            throw archived();
        }
    }

    private static ApiProblem archived() {
        return new ApiProblem(
                HttpStatus.CONFLICT, "CAMPAIGN_ARCHIVED", "The campaign has been archived, which is final; clone it.");
    }

    private static void refuseQuotaBelowIssued(Campaign campaign, Definition wanted) {
        var issued = campaign.standing().issued();
        if (wanted.totalVouchers() < issued) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT,
                    "QUOTA_BELOW_ISSUED",
                    "%d vouchers have been issued; a quota of %d was requested."
                            .formatted(issued, wanted.totalVouchers()),
                    List.of(new FieldViolation("totalVouchers", "MIN", "Must be at least %d.".formatted(issued))));
        }
    }

    private static void refuseOtherStartOfStarted(Campaign campaign, Definition wanted) {
        var startsAt = campaign.definition().window().startsAt();
        if (campaign.standing().issued() > 0 && !wanted.window().startsAt().equals(startsAt)) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT,
                    "CAMPAIGN_STARTED",
                    "Vouchers have been issued; the campaign's start is settled.",
                    List.of(new FieldViolation("startsAt", "SETTLED", "Must stay %s.".formatted(startsAt))));
        }
    }

    private static ApiProblem nameTaken() {
        return new ApiProblem(
                HttpStatus.CONFLICT,
                "NAME_TAKEN",
                "Another campaign has this name.",
                List.of(new FieldViolation("name", "UNIQUE", "Is taken.")));
    }
}
