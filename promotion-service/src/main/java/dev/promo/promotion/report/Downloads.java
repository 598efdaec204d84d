package dev.promo.promotion.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.promo.promotion.csv.CsvWriter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.util.function.Consumer;

/** Files that are written while they are read, so that their size does not matter. */
final class Downloads {

    private static final int BUFFER = 32 * 1024;

    private Downloads() {}

    /**
     * Sends what the content writes. Trouble before the first buffer is full is answered as a problem; later trouble cuts the
     * connection, so that half a file is not taken for a whole one.
     */
    static void csv(HttpServletResponse response, String fileName, Consumer<CsvWriter> content) throws IOException {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
        response.setHeader("Cache-Control", "no-store");
        var out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), UTF_8), BUFFER);
        content.accept(new CsvWriter(out));
        out.flush();
    }
}
