package dev.naust.mongodb.connection;

import com.mongodb.spi.dns.InetAddressResolver;
import dev.naust.api.store.Hosts;
import dev.naust.api.store.StoreException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks hosts up for the driver as the server's policy allows; also the members that a replica set announces by itself, which
 * no configuration names.
 *
 * @param port where connections are made, as far as the driver lets one know
 */
record GuardedResolver(Hosts hosts, int port) implements InetAddressResolver {

    @Override
    public List<InetAddress> lookupByName(String host) throws UnknownHostException {
        try {
            return hosts.lookUp(host, port);
        } catch (StoreException refused) {
            UnknownHostException unknown = new UnknownHostException(host + " is not allowed");
            unknown.initCause(refused);
            throw unknown;
        }
    }
}
