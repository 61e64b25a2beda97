package dev.naust.sqlserver.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import javax.net.SocketFactory;

/**
 * Makes sockets that connect to addresses which the server's policy has judged, whatever the driver has made of a host's name
 * meanwhile: a name can come to mean another host between two look-ups. To a host that nobody has judged, such as the one that a
 * gateway sends its clients to, it does not connect; its {@link RouteException} names the host. The driver makes it by its name,
 * with the hosts and their addresses as its argument; no configuration can name it.
 */
public final class PinnedSocketFactory extends SocketFactory {
    private final Map<String, InetAddress> addresses = new HashMap<>();

    /** @param judged hosts and their addresses in figures, as {@link #argument} writes them */
    public PinnedSocketFactory(String judged) throws IOException {
        for (String pair : judged.split(" ")) {
            int equals = pair.indexOf('=');
            InetAddress address = InetAddress.getByName(pair.substring(equals + 1));
            addresses.put(pair.substring(0, equals), address);
            // A host that is written in figures comes back from the driver in the platform's own notation.
            addresses.put(address.getHostAddress(), address);
        }
    }

    /** Hosts and their addresses as the constructor reads them. */
    static String argument(Map<String, InetAddress> judged) {
        StringBuilder text = new StringBuilder();
        judged.forEach((host, address) ->
                text.append(text.isEmpty() ? "" : " ").append(host).append('=').append(address.getHostAddress()));
        return text.toString();
    }

    @Override
    public Socket createSocket() {
        return new PinnedSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return connected(host.getHostName(), port);
    }

    private Socket connected(String host, int port) throws IOException {
        Socket socket = new PinnedSocket();
        socket.connect(InetSocketAddress.createUnresolved(host, port));
        return socket;
    }

    /** A socket that knows better where to connect than whoever asks it to. */
    private final class PinnedSocket extends Socket {
        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            InetSocketAddress wanted = (InetSocketAddress) endpoint;
            InetAddress address = addresses.get(wanted.getHostString());
            if (address == null) {
                throw new RouteException(wanted.getHostString());
            }
            super.connect(new InetSocketAddress(address, wanted.getPort()), timeout);
        }
    }
}
