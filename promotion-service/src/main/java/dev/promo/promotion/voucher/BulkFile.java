package dev.promo.promotion.voucher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.promotion.csv.CsvTable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whom an owner wants to give vouchers to: a CSV file with the header {@code userId} or {@code userId,note}. The note is for
 * its author alone.
 *
 * @param rows without the header, in the file's order
 */
record BulkFile(List<Row> rows) {

    static final int MOST_ROWS = 10_000;

    private static final String FIELD = "body";
    private static final int LONGEST_NOTE = 200;
    private static final Pattern USER_ID = Pattern.compile("[1-9]\\d{0,17}");

    BulkFile {
        rows = List.copyOf(rows);
    }

    /** A row below the header, the first of which is number 1. */
    sealed interface Row {
        int number();

        record Person(int number, long userId) implements Row {}

        record Malformed(int number, Rule rule) implements Row {}
    }

    /** What a row must keep to. */
    enum Rule {
        /** As many cells as the header. */
        CELLS,
        /** A whole number above zero. */
        USER_ID,
        /** At most 200 characters. */
        NOTE_LENGTH
    }

    /** @throws ApiProblem 400 if it is no such file as a whole; single rows may be malformed */
    static BulkFile read(byte[] body) {
        var lines = lines(body);
        var header = lines.isEmpty() ? List.<String>of() : lines.getFirst();
        if (!header.equals(List.of("userId")) && !header.equals(List.of("userId", "note"))) {
            throw ApiProblem.invalid(FIELD, "HEADER", "The first line must be userId or userId,note.");
        }
        if (lines.size() - 1 > MOST_ROWS) {
            throw ApiProblem.invalid(
                    FIELD, "MAX_ROWS", "Must have at most %,d rows below the header.".formatted(MOST_ROWS));
        }
        var rows = new ArrayList<Row>();
        for (var number = 1; number < lines.size(); number++) {
            rows.add(row(number, lines.get(number), header.size()));
        }
        return new BulkFile(rows);
    }

    private static List<List<String>> lines(byte[] body) {
        try {
            return CsvTable.parse(
                            UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString())
                    .lines();
        } catch (CharacterCodingException notText) {
            throw ApiProblem.invalid(FIELD, "UTF_8", "Must be text in UTF-8.");
        } catch (CsvTable.Malformed malformed) {
            throw ApiProblem.invalid(FIELD, "CSV", "Must be CSV: %s.".formatted(malformed.getMessage()));
        }
    }

    private static Row row(int number, List<String> cells, int columns) {
        if (cells.size() != columns) {
            return new Row.Malformed(number, Rule.CELLS);
        }
        var userId = cells.getFirst().strip();
        if (!USER_ID.matcher(userId).matches()) {
            return new Row.Malformed(number, Rule.USER_ID);
        }
        if (columns > 1 && cells.get(1).length() > LONGEST_NOTE) {
            return new Row.Malformed(number, Rule.NOTE_LENGTH);
        }
        return new Row.Person(number, Long.parseLong(userId));
    }
}
