package dev.promo.events;

/**
 * Headers of our own on a dead letter, beside Spring's {@code kafka_dlt-*}: each is text, the last of a name counts.
 *
 * <p>{@link #REDRIVES} and {@link #LETTER} are also on a record that was brought back to {@code auth.first-login}, so that it says
 * where it has been if it is set aside again.
 */
public final class DeadLetterHeaders {

    /** Begins the name of each. */
    public static final String PREFIX = "dlt-";

    /** Why, for programs: {@link MalformedEvent#code}. */
    public static final String REASON = "dlt-reason";

    /** Names what is missing of the original: {@code value}, and {@code key} or {@code headers} if they are long as well. */
    public static final String LEFT_OUT = "dlt-left-out";

    /** The original's uncompressed size in bytes, a decimal number. */
    public static final String ORIGINAL_SIZE = "dlt-original-size";

    /** How often somebody tried to bring it back, a decimal number. */
    public static final String REDRIVES = "dlt-redrives";

    /** The number of the dead letter that it was brought back from. */
    public static final String LETTER = "dlt-id";

    private DeadLetterHeaders() {}
}
