package dev.promo.defaults.production;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong in place of a stack trace. */
final class UnfitForProductionAnalyzer extends AbstractFailureAnalyzer<UnfitForProduction> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnfitForProduction cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Set them, by environment variables or as files (spring.config.import=configtree:/run/secrets/). A rule that does"
                        + " not fit is left out by naming its property in " + ProductionMode.WAIVED + ".",
                cause);
    }
}
