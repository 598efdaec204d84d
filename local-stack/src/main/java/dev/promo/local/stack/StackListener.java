package dev.promo.local.stack;

import dev.promo.local.process.Component;
import java.time.Duration;

/** Is told how a stack comes up and goes down; called from several threads. */
public interface StackListener {

    /** Tells nobody. */
    StackListener SILENT = new StackListener() {};

    /** The process runs, and is not ready yet. */
    default void started(Component component) {}

    /** It does its job, this long after its start was asked for. */
    default void ready(Component component, Duration took) {}

    /** It has ended, because it was asked to. */
    default void stopped(Component component) {}
}
