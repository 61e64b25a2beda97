package dev.naust.redis.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Makes sockets to one server, with TLS where it is wanted, trying all addresses of its name within the time. */
record Sockets(Endpoint endpoint, Access access, Duration connecting, Duration answering)
        implements JedisSocketFactory {

    @Override
    public Socket createSocket() {
        JedisConnectionException failure = new JedisConnectionException("Failed to connect to " + endpoint);
        try {
            long end = System.nanoTime() + connecting.toNanos();
            for (InetAddress address : access.hosts().lookUp(endpoint.host(), endpoint.port())) {
                if (address.isLinkLocalAddress() && !access.servers().contains(endpoint)) {
                    // A cluster says where its other servers are, and must not lead anybody to a cloud's own services.
                    failure.addSuppressed(new IOException("A link-local address, where no store may be"));
                    continue;
                }
                long left =
                        Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis());
                try {
                    return connect(address, (int) Math.min(left, Integer.MAX_VALUE));
                } catch (IOException e) {
                    failure.addSuppressed(e);
                }
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    private Socket connect(InetAddress address, int millis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.setKeepAlive(true);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, endpoint.port()), millis);
            if (access.encryption().isEmpty()) {
                socket.setSoTimeout(Access.millis(answering));
                return socket;
            }
            socket.setSoTimeout(millis);
            Access.Encryption tls = access.encryption().get();
            SSLSocket secured = (SSLSocket) tls.factory().createSocket(socket, endpoint.host(), endpoint.port(), true);
            secured.setSSLParameters(tls.parameters());
            secured.startHandshake();
            secured.setSoTimeout(Access.millis(answering));
            return secured;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
