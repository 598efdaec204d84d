package dev.promo.promotion.idempotency;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds an answer back until it is whole, so that it can be kept before it is sent. One that is too large, that streams, or that
 * the container makes goes straight through instead.
 */
final class HeldBackResponse extends HttpServletResponseWrapper {

    private final HttpServletRequest request;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    private final Stream stream = new Stream();
    private @Nullable PrintWriter writer;
    private boolean passing;

    HeldBackResponse(HttpServletRequest request, HttpServletResponse response) {
        super(response);
        this.request = request;
    }

    /** The answer, if all of it was held back. */
    synchronized Optional<KeptAnswer> answer() {
        if (writer != null) {
            writer.flush();
        }
        return passing ? Optional.empty() : Optional.of(KeptAnswer.of(this, body.toByteArray()));
    }

    /** Sends what was held back, and holds nothing back any more. */
    synchronized void pass() throws IOException {
        if (!passing) {
            passing = true;
            if (body.size() > 0) {
                body.writeTo(super.getOutputStream());
                body.reset();
            }
        }
    }

    private synchronized void write(byte[] bytes, int from, int length) throws IOException {
        if (body.size() + length > KeptAnswer.LARGEST_BODY || request.isAsyncStarted()) {
            pass();
        }
        if (passing) {
            super.getOutputStream().write(bytes, from, length);
        } else {
            body.write(bytes, from, length);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return stream;
    }

    @Override
    public synchronized PrintWriter getWriter() {
        if (writer == null) {
            var encoding = getCharacterEncoding();
            writer = new PrintWriter(
                    new OutputStreamWriter(
                            stream, encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding)),
                    false);
        }
        return writer;
    }

    @Override
    public synchronized void flushBuffer() throws IOException {
        if (writer != null) {
            writer.flush();
        }
        if (passing) {
            super.flushBuffer();
        }
    }

    @Override
    public synchronized void resetBuffer() {
        body.reset();
        super.resetBuffer();
    }

    @Override
    public synchronized void reset() {
        body.reset();
        super.reset();
    }

    @Override
    public synchronized void sendError(int status) throws IOException {
        discard();
        super.sendError(status);
    }

    @Override
    public synchronized void sendError(int status, String message) throws IOException {
        discard();
        super.sendError(status, message);
    }

    /** The container writes the answer, later. */
    private void discard() {
        body.reset();
        passing = true;
    }

    private final class Stream extends ServletOutputStream {

        @Override
        public void write(int one) throws IOException {
            HeldBackResponse.this.write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            HeldBackResponse.this.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            flushIfPassing();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("what is held back is written at once");
        }
    }

    private synchronized void flushIfPassing() throws IOException {
        if (passing) {
            super.getOutputStream().flush();
        }
    }
}
