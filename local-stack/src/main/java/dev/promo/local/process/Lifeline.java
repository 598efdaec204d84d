package dev.promo.local.process;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Ends this JVM's children when the JVM itself dies, even by {@code kill -9}.
 *
 * <p>A shell reads from this JVM's pipe which processes to watch. The pipe closes however the JVM ends; then the shell asks what
 * is left on its list to stop, and kills what is still there 20 seconds later. A process is known by its id and start time, so a
 * recycled id is never hit. One shell serves the whole JVM; all methods are safe for concurrent use.
 */
final class Lifeline {

    private static final String SCRIPT = """
            trap '' INT HUP
            born() {
              if [ -r "/proc/$1/stat" ]; then
                read -r line < "/proc/$1/stat" || return 1
                set -- ${line##*) }
                echo "${20}"
              else
                ps -o lstart= -p "$1" 2>/dev/null | tr ' ' _
              fi
            }
            watched=' '
            while read -r verb pid; do
              case $verb in
                watch) watched="$watched$pid:$(born "$pid") " ;;
                forget)
                  kept=' '
                  for w in $watched; do [ "${w%%:*}" = "$pid" ] || kept="$kept$w "; done
                  watched=$kept ;;
              esac
            done
            left() {
              for w in $watched; do
                [ -n "${w#*:}" ] && [ "$(born "${w%%:*}")" = "${w#*:}" ] && echo "${w%%:*}"
              done
            }
            for pid in $(left); do kill -TERM "$pid"; kill -CONT "$pid"; done
            tries=0
            while [ -n "$(left)" ] && [ $tries -lt 100 ]; do sleep 0.2; tries=$((tries + 1)); done
            for pid in $(left); do kill -KILL "$pid"; done
            """;

    private static @Nullable OutputStream pipe;

    private Lifeline() {}

    static synchronized void watch(long pid) throws IOException {
        if (pipe == null) {
            pipe = new ProcessBuilder("sh", "-c", SCRIPT)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .getOutputStream();
        }
        tell(pipe, "watch " + pid);
    }

    static synchronized void forget(long pid) {
        if (pipe == null) {
            return;
        }
        try {
            tell(pipe, "forget " + pid);
        } catch (IOException _) {
            // The shell is gone, and its list with it. The process is gone too, or nobody would ask to forget it.
            pipe = null;
        }
    }

    private static void tell(OutputStream pipe, String line) throws IOException {
        pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }
}
