package dev.promo.auth.audit;

import dev.promo.auth.audit.AuditTrail.Entry;
import dev.promo.defaults.page.Page;
import dev.promo.defaults.page.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Admins read the audit events. */
@RestController
class AuditController {

    private final AuditTrail trail;

    AuditController(AuditTrail trail) {
        this.trail = trail;
    }

    /** Newest first. */
    @GetMapping("/api/v1/admin/users/audit")
    Page<Entry> events(
            @RequestParam(required = false) @Nullable Long user,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return trail.read(user, PageRequest.of(limit, cursor));
    }
}
