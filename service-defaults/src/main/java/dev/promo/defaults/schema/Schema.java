package dev.promo.defaults.schema;

/** The service's schema, which may come later than the service; for work in the background that needs its tables. */
public interface Schema {

    /** Returns when the schema is as this version of the service needs it. */
    void awaitMigrated() throws InterruptedException;

    /** Whether {@link #awaitMigrated} returns at once. */
    boolean isMigrated();
}
