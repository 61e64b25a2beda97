package dev.naust.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * Where the server listens.
 *
 * @param host a name or an address of this machine
 * @param port 0 lets the system choose
 */
record Settings(String host, int port) {
    private static final int HIGHEST_PORT = 65535;

    /** Reads {@code NAUST_HOST} and {@code NAUST_PORT}. */
    static Settings from(Map<String, String> environment) throws StartFailure {
        return new Settings(
                environment.getOrDefault("NAUST_HOST", "127.0.0.1").strip(),
                port(environment.getOrDefault("NAUST_PORT", "7070").strip()));
    }

    private static int port(String text) throws StartFailure {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= HIGHEST_PORT) {
            return Integer.parseInt(text);
        }
        throw new StartFailure(
                "NAUST_PORT is \"" + text + "\", which is no port. Set it to a number from 1 to 65535, or 0 for any.");
    }

    /**
     * Finds out at once what would otherwise be found out after the framework is up.
     *
     * @throws StartFailure when the host is unknown, is not this machine's or the port is taken
     */
    void checkFree() throws StartFailure {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartFailure(
                    "NAUST_HOST is \"" + host + "\", which is no known host. Set it to this machine's"
                            + " address, such as 127.0.0.1.",
                    e);
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new StartFailure(
                    "Naust cannot listen on " + host + ":" + port + ": " + e.getMessage()
                            + ". Stop the program that uses the port, or set NAUST_PORT (0 takes any free port) or NAUST_HOST.",
                    e);
        }
    }
}
