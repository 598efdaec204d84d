package dev.promo.promotion.campaign;

import dev.promo.defaults.problem.ApiProblem;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The condition of a request that must not overwrite what its sender has not seen (RFC 9110, 13.1.1).
 *
 * @param tags of which one has to be the campaign's, in their quotes; null for any campaign, asked for by {@code *}
 */
record IfMatch(@Nullable Set<String> tags) {

    private static final String TAG = "\"[\\x21\\x23-\\x7e]*\"";
    private static final Pattern TAGS = Pattern.compile(TAG + "(?:[ \\t]*,[ \\t]*" + TAG + ")*");
    private static final Pattern ONE_TAG = Pattern.compile(TAG);

    /** What the header says; 428 if there is none, 400 if it says nothing, or names a weak tag, which never matches. */
    static IfMatch of(@Nullable String header) {
        if (header == null) {
            throw new ApiProblem(
                    HttpStatus.PRECONDITION_REQUIRED,
                    "PRECONDITION_REQUIRED",
                    "If-Match is needed: the ETag of the campaign as you have read it.");
        }
        var value = header.strip();
        if (value.equals("*")) {
            return new IfMatch(null);
        }
        if (!TAGS.matcher(value).matches()) {
            throw ApiProblem.invalid("If-Match", "STRONG_ETAG", "Must be an ETag in its double quotes, or *.");
        }
        return new IfMatch(
                ONE_TAG.matcher(value).results().map(tag -> tag.group()).collect(Collectors.toSet()));
    }

    /** 412 if this is another version than the sender has seen. */
    void require(Campaign campaign) {
        if (tags != null && !tags.contains(etag(campaign.version()))) {
            throw new ApiProblem(
                    HttpStatus.PRECONDITION_FAILED,
                    "PRECONDITION_FAILED",
                    "The campaign has been changed since you read it; read it again.");
        }
    }

    static String etag(long version) {
        return "\"" + version + "\"";
    }
}
