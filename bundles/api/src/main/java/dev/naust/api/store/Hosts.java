package dev.naust.api.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Looks hosts up as the server's policy allows. A provider connects to an address that it got here and never lets a driver look
 * the name up once more: between two look-ups a name can come to mean another host. Thread-safe.
 */
@ProviderType
@FunctionalInterface
public interface Hosts {
    /** Any host, for tests and for tools without a policy. */
    Hosts ANY = (host, port) -> List.of(InetAddress.getAllByName(host));

    /**
     * The addresses of a host, in the order in which they are to be tried.
     *
     * @param host a name or an address
     * @param port where a connection is to be made
     * @return at least one
     * @throws UnknownHostException when the host has no address
     * @throws StoreException when the server's policy refuses the host or one of its addresses
     */
    List<InetAddress> lookUp(String host, int port) throws UnknownHostException;
}
