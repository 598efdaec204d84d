package dev.promo.promotion.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.promo.promotion.csv.CsvWriter;
import jakarta.servlet.http.HttpServletRequest;
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
     * Answers a HEAD with what stands in front of the file.
     *
     * @return false if it is none, so that the file has to be sent
     */
    static boolean describesOnly(HttpServletRequest request, HttpServletResponse response, String fileName) {
        if (!request.getMethod().equals("HEAD")) {
            return false;
        }
        describe(response, fileName);
        return true;
    }

    /**
     * Sends what the content writes. Trouble before the first buffer is full is answered as a problem; later trouble cuts the
     * connection, so that half a file is not taken for a whole one.
     */
    static void csv(HttpServletResponse response, String fileName, Consumer<CsvWriter> content) throws IOException {
        describe(response, fileName);
        var out = new BufferedWriter(new OutputStreamWriter(response.getOutputStream(), UTF_8), BUFFER);
        content.accept(new CsvWriter(out));
        out.flush();
    }

    private static void describe(HttpServletResponse response, String fileName) {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
        response.setHeader("Cache-Control", "no-store");
    }
}
