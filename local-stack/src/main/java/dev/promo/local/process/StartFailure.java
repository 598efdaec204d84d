package dev.promo.local.process;

import java.util.List;

/** A component that died before it was ready, or took too long; the message says which, and ends with its last log lines. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartFailure(String what, ManagedProcess process) {
        super(what + ". Its log is " + process.log() + " and ends:\n" + indented(process.logTail(20)));
    }

    private static String indented(List<String> lines) {
        return "    " + String.join("\n    ", lines);
    }
}
