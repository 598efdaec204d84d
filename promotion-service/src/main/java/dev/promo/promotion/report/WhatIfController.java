package dev.promo.promotion.report;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Asks the past about a campaign that does not exist yet. */
@RestController
class WhatIfController {

    private final WhatIfReplay replay;

    WhatIfController(WhatIfReplay replay) {
        this.replay = replay;
    }

    @PostMapping("/api/v1/admin/campaigns/what-if")
    WhatIf whatIf(@RequestBody WhatIfForm form, @RequestParam @Nullable Long compareWith) {
        var question = form.question();
        return compareWith == null ? replay.answer(question) : replay.answer(question, compareWith);
    }
}
