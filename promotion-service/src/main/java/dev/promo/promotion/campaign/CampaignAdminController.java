package dev.promo.promotion.campaign;

import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import dev.promo.defaults.problem.StandardProblem;
import dev.promo.defaults.problem.Violations;
import dev.promo.defaults.token.Caller;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The API of the campaigns' owners; admin paths are for admins alone, which every service sees to in one place. */
@RestController
@RequestMapping(CampaignAdminController.PATH)
class CampaignAdminController {

    static final String PATH = "/api/v1/admin/campaigns";

    private final CampaignEditor editor;
    private final CampaignStore store;
    private final CampaignAudit audit;

    CampaignAdminController(CampaignEditor editor, CampaignStore store, CampaignAudit audit) {
        this.editor = editor;
        this.store = store;
        this.audit = audit;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<CampaignView> create(@AuthenticationPrincipal Caller caller, @RequestBody CampaignForm form) {
        return made(editor.create(DefinitionRules.read(form), caller.userId()));
    }

    @GetMapping
    Page<CampaignView> list(
            @RequestParam @Nullable String state,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        var page = PageRequest.of(limit, cursor);
        var violations = new Violations();
        var wanted = violations.choice("state", state, Campaign.State.class);
        violations.throwIfAny();
        return Page.of(store.list(page, wanted), page, Campaign::id).map(CampaignView::of);
    }

    @GetMapping("/{id}")
    ResponseEntity<CampaignView> one(@PathVariable long id) {
        return shown(find(id));
    }

    @PutMapping(path = "/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<CampaignView> replace(
            @AuthenticationPrincipal Caller caller,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody CampaignForm form) {
        var condition = IfMatch.of(ifMatch);
        return shown(editor.replace(id, condition, DefinitionRules.read(form), caller.userId()));
    }

    @PostMapping("/{id}/pause")
    ResponseEntity<CampaignView> pause(@AuthenticationPrincipal Caller caller, @PathVariable long id) {
        return shown(editor.pause(id, caller.userId()));
    }

    @PostMapping("/{id}/resume")
    ResponseEntity<CampaignView> resume(@AuthenticationPrincipal Caller caller, @PathVariable long id) {
        return shown(editor.resume(id, caller.userId()));
    }

    @PostMapping("/{id}/archive")
    ResponseEntity<CampaignView> archive(@AuthenticationPrincipal Caller caller, @PathVariable long id) {
        return shown(editor.archive(id, caller.userId()));
    }

    @PostMapping(path = "/{id}/clone", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<CampaignView> copy(
            @AuthenticationPrincipal Caller caller, @PathVariable long id, @RequestBody CampaignForm.Copy form) {
        return made(editor.copy(id, form, caller.userId()));
    }

    @PostMapping(path = "/{id}/backfill", consumes = MediaType.APPLICATION_JSON_VALUE)
    Backfills.Answer backfill(
            @AuthenticationPrincipal Caller caller, @PathVariable long id, @RequestBody CampaignForm.Backfill form) {
        var violations = new Violations();
        var from = violations.moment("from", form.from());
        violations.throwIfAny();
        return editor.backfill(id, from, form.dryRun() == null || form.dryRun(), caller.userId());
    }

    @GetMapping("/{id}/audit")
    Page<CampaignAudit.Entry> audit(
            @PathVariable long id, @RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
        var page = PageRequest.of(limit, cursor);
        return audit.of(find(id).id(), page);
    }

    private Campaign find(long id) {
        return store.find(id).orElseThrow(StandardProblem.NOT_FOUND::problem);
    }

    private static ResponseEntity<CampaignView> shown(Campaign campaign) {
        return ResponseEntity.ok().eTag(IfMatch.etag(campaign.version())).body(CampaignView.of(campaign));
    }

    private static ResponseEntity<CampaignView> made(Campaign campaign) {
        return ResponseEntity.created(URI.create(PATH + "/" + campaign.id()))
                .eTag(IfMatch.etag(campaign.version()))
                .body(CampaignView.of(campaign));
    }
}
