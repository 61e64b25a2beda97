package dev.naust.postgres.connection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that connect to one address, whatever the driver has made of the host's name meanwhile: the address was judged,
 * and a name can come to mean another host between two look-ups. The driver makes it by its name, with the address as its
 * argument; no configuration can name it.
 */
public final class PinnedSocketFactory extends SocketFactory {
    private final InetAddress address;

    /** @param address in figures */
    public PinnedSocketFactory(String address) throws IOException {
        this.address = InetAddress.getByName(address);
    }

    @Override
    public Socket createSocket() {
        return new PinnedSocket(address);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return connected(port);
    }

    private Socket connected(int port) throws IOException {
        return new Socket(address, port);
    }

    /** A socket that knows better where to connect than whoever asks it to. */
    private static final class PinnedSocket extends Socket {
        /** The driver asks for eight kilobytes at a time: a table that is read back is a hundred thousand calls. */
        private static final int AT_ONCE = 64 * 1024;

        private final InetAddress address;
        private @Nullable InputStream in;

        PinnedSocket(InetAddress address) {
            this.address = address;
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(new InetSocketAddress(address, ((InetSocketAddress) endpoint).getPort()), timeout);
        }

        /** The same for everybody, so that nothing is left behind in it when the connection turns to TLS. */
        @Override
        public synchronized InputStream getInputStream() throws IOException {
            InputStream plain = super.getInputStream();
            if (in == null) {
                in = new BufferedInputStream(plain, AT_ONCE);
            }
            return in;
        }
    }
}
