package dev.naust.mongodb.connection;

import com.mongodb.spi.dns.InetAddressResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Looks hosts up for the driver and refuses link-local addresses, where clouds hand out credentials. The registry checks the
 * hosts that a configuration names; the members that a replica set announces by itself only the driver ever sees.
 */
final class GuardedResolver implements InetAddressResolver {

    @Override
    public List<InetAddress> lookupByName(String host) throws UnknownHostException {
        List<InetAddress> found = Arrays.stream(InetAddress.getAllByName(host))
                .filter(address -> !address.isLinkLocalAddress() && !address.isMulticastAddress())
                .toList();
        if (found.isEmpty()) {
            throw new UnknownHostException(host + " has no address where a store may be");
        }
        return found;
    }
}
