package dev.promo.system;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a query in Prometheus' language looks at, read without knowing the language well. */
final class Promql {

    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
    private static final Pattern MATCHERS = Pattern.compile("\\{([^}]*)}");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("\\b[a-zA-Z_:][a-zA-Z0-9_:]*\\b(?!\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "Inf", "NaN");

    private final String query;

    Promql(String query) {
        this.query = TEXT.matcher(query).replaceAll("\"\"");
    }

    /** Names of metrics and of recording rules. */
    Set<String> metrics() {
        var bare = query;
        for (var part : new Pattern[] {MATCHERS, RANGE, GROUPING}) {
            bare = part.matcher(bare).replaceAll(" ");
        }
        bare = bare.replaceAll("\\b\\d[\\w.]*", " ");
        return NAME.matcher(bare)
                .results()
                .map(MatchResult::group)
                .filter(name -> !WORDS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Tags that series are chosen or grouped by. */
    Set<String> tags() {
        var tags = new TreeSet<String>();
        MATCHERS.matcher(query).results().forEach(found -> {
            for (var matcher : found.group(1).split(",", -1)) {
                tags.add(matcher.split("[=!]", 2)[0].strip());
            }
        });
        GROUPING.matcher(query).results().forEach(found -> {
            for (var tag : found.group(1).split(",", -1)) {
                tags.add(tag.strip());
            }
        });
        tags.remove("");
        return tags;
    }
}
