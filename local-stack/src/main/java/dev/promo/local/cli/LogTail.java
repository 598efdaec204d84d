package dev.promo.local.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The end of a growing text file, by whole lines. Not safe for concurrent use. */
final class LogTail {

    /** Enough for any number of lines a person wants to begin with. */
    private static final long LONGEST_BEGINNING = 1024 * 1024;

    private final String prefix;
    private final Path file;
    private long position;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

    /** @param prefix is put in front of each line */
    LogTail(String prefix, Path file) {
        this.prefix = prefix;
        this.file = file;
    }

    /** The last lines the file has now; {@link #news} goes on from there. */
    List<String> last(int lines) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        position = Math.max(0, Files.size(file) - LONGEST_BEGINNING);
        var all = news();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    /** The lines that were finished since the last look. */
    List<String> news() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        try (var reader = new RandomAccessFile(file.toFile(), "r")) {
            if (reader.length() < position) {
                position = 0; // a new file has taken the place of one that grew too long
                unfinished.reset();
            }
            reader.seek(position);
            var buffer = new byte[64 * 1024];
            for (int read; (read = reader.read(buffer)) > 0; position += read) {
                for (var i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        lines.add(prefix + unfinished.toString(StandardCharsets.UTF_8));
                        unfinished.reset();
                    } else {
                        unfinished.write(buffer[i]);
                    }
                }
            }
        }
        return lines;
    }
}
