package dev.promo.benchmarks;

import dev.promo.local.process.FreePorts;
import dev.promo.local.process.Launch;
import dev.promo.local.process.ManagedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** nginx as a plain proxy: the yardstick of passing requests on. */
final class Nginx implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ManagedProcess process;
    private final int port;

    private Nginx(ManagedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** In front of that service; empty if it is not installed. */
    static Optional<Nginx> before(URI service, Path folder) throws IOException, InterruptedException {
        var program = Tool.find("nginx");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        var port = FreePorts.next();
        var configuration = folder.resolve("nginx.conf");
        // one process, so that whoever started it also ends it; it passes on far more than one core's worth of answers
        // here
        Files.writeString(configuration, """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log nginx.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxied;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  upstream service {
                    server %s;
                    keepalive 64;
                  }
                  server {
                    listen 127.0.0.1:%d;
                    keepalive_requests 1000000;
                    location / {
                      proxy_pass http://service;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                    }
                  }
                }
                """.formatted(service.getAuthority(), port));
        var process = ManagedProcess.start(new Launch(
                List.of(
                        program.get().toString(),
                        "-p",
                        folder + "/",
                        "-c",
                        configuration.toString(),
                        "-e",
                        "nginx.log"),
                Map.of(),
                folder,
                folder.resolve("nginx.out")));
        var nginx = new Nginx(process, port);
        nginx.awaitReady();
        return Optional.of(nginx);
    }

    private void awaitReady() throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                process.kill();
                throw new IllegalStateException("nginx does not start: " + process.logTail(5));
            }
            Thread.sleep(20);
        }
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    ProcessHandle process() {
        return process.handle();
    }

    @Override
    public void close() {
        process.stop(PATIENCE);
    }
}
