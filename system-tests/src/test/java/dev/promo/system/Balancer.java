package dev.promo.system;

import dev.promo.local.process.Component;
import dev.promo.local.stack.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a Service of Kubernetes is: one address before several instances. A new connection goes to the next of those that said they
 * were ready when they were last asked. It knows connections, not requests: it tries nothing twice, and leaves a connection where it
 * is, whatever its instance says of itself later.
 */
final class Balancer implements AutoCloseable {

    /** How old its knowledge of readiness may be. */
    private static final long ASK_EVERY_MILLIS = 200;

    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    private volatile List<ServiceProcess> ready = List.of();

    /** One that has an address and nobody behind it. */
    Balancer() throws IOException {
        door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::welcome);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** Has these behind it from now on. */
    void balance(List<ServiceProcess> instances) {
        var _ = clock.scheduleWithFixedDelay(
                () -> ready = instances.stream().filter(Component::isReady).toList(),
                0,
                ASK_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void welcome() {
        while (true) {
            try {
                var client = remember(door.accept());
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        var instances = ready;
        if (instances.isEmpty()) {
            end(client);
            return;
        }
        var instance = instances.get(Math.floorMod(turn.getAndIncrement(), instances.size()));
        try {
            var server = remember(new Socket(InetAddress.getLoopbackAddress(), instance.port()));
            Thread.ofVirtual().start(() -> pass(client, server));
            pass(server, client);
        } catch (IOException refused) {
            end(client);
        }
    }

    private Socket remember(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    /** One direction; the other goes on after its end, for as long as it is not broken. */
    private void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                end(from);
                end(to);
            }
        } catch (IOException broken) {
            end(from);
            end(to);
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        door.close();
        sockets.forEach(this::end);
    }
}
