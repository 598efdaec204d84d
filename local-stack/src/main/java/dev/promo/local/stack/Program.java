package dev.promo.local.stack;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The program that all instances of one service in a stack run: the build at hand at their first start. A build that is made
 * or deleted later neither stops a restart nor changes its code. Safe for concurrent use.
 */
final class Program {

    private final BootJar jar;
    private @Nullable Path settled;

    Program(BootJar jar) {
        this.jar = jar;
    }

    /**
     * What to run; looked for only once, and not before it is needed: a stack may also be laid out just to be looked at.
     *
     * @throws IOException if nothing is built or it cannot be unpacked
     */
    synchronized Path path() throws IOException {
        if (settled == null) {
            settled = jar.unpacked();
        }
        return settled;
    }

    /** Deletes the unpacked remains of other builds. Not while something else may run from them. */
    void forgetOtherBuilds() throws IOException {
        jar.forgetBuildsBut(path());
    }
}
