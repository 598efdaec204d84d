package dev.promo.promotion.csv;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a CSV text, the header among them. Reads RFC 4180 with either line end, with or without a byte order mark;
 * empty lines are left out.
 */
public record CsvTable(List<List<String>> lines) {

    public CsvTable {
        lines = List.copyOf(lines);
    }

    /** The text is no table: a quotation that does not end, or something behind its end. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /**
     * Reads a whole table.
     *
     * @param text whose length the caller has bounded
     */
    public static CsvTable parse(String text) throws Malformed {
        return new CsvTable(new Parser(text.startsWith("\uFEFF") ? text.substring(1) : text).lines());
    }

    private static final class Parser {
        private final String text;
        private final List<List<String>> lines = new ArrayList<>();
        private List<String> line = new ArrayList<>();
        private int at;

        Parser(String text) {
            this.text = text;
        }

        List<List<String>> lines() throws Malformed {
            while (at < text.length()) {
                line.add(cell());
                if (at == text.length() || isLineEnd()) {
                    endLine();
                } else {
                    at++; // the comma
                    if (at == text.length() || isLineEnd()) { // an empty cell ends the line
                        line.add("");
                        endLine();
                    }
                }
            }
            return lines;
        }

        private String cell() throws Malformed {
            if (at < text.length() && text.charAt(at) == '"') {
                return quotedCell();
            }
            var start = at;
            while (at < text.length() && text.charAt(at) != ',' && !isLineEnd()) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quotedCell() throws Malformed {
            var cell = new StringBuilder();
            at++;
            while (at < text.length()) {
                var c = text.charAt(at++);
                if (c != '"') {
                    cell.append(c);
                } else if (at < text.length() && text.charAt(at) == '"') {
                    cell.append('"');
                    at++;
                } else if (at == text.length() || text.charAt(at) == ',' || isLineEnd()) {
                    return cell.toString();
                } else {
                    throw new Malformed("something stands behind the end of a quotation");
                }
            }
            throw new Malformed("a quotation does not end");
        }

        private boolean isLineEnd() {
            return text.charAt(at) == '\n' || text.charAt(at) == '\r';
        }

        private void endLine() {
            if (at < text.length() && text.charAt(at++) == '\r' && at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
            if (line.size() > 1 || !line.getFirst().isEmpty()) {
                lines.add(List.copyOf(line));
            }
            line = new ArrayList<>();
        }
    }
}
