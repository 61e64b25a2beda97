package dev.naust.registry.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses hosts that no store lives on: link-local addresses and the services by which clouds hand out credentials, in
 * whatever notation they are written.
 */
final class HostPolicy {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,252})?");
    private static final Set<String> METADATA_NAMES = Set.of(
            "metadata",
            "metadata.goog",
            "metadata.google.internal",
            "metadata.azure.internal",
            "instance-data",
            "instance-data.ec2.internal");

    /** Metadata services outside the link-local ranges: Alibaba, Oracle, Azure, and AWS over IPv6. */
    private static final List<InetAddress> METADATA_ADDRESSES = List.of(
            address(100, 100, 100, 200),
            address(192, 0, 0, 192),
            address(168, 63, 129, 16),
            address(0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54));

    private static final String LINK_LOCAL =
            "is a link-local address, where no store may be; name the store's own host";
    private static final String METADATA =
            "is a cloud's metadata service, where no store may be; name the store's own host";

    /** Why a host is refused, judged without asking any name server; empty when it is not. */
    Optional<String> refuse(String host) {
        String plain = plain(host);
        if (METADATA_NAMES.contains(plain)) {
            return Optional.of(METADATA);
        }
        Optional<InetAddress> address = plain.indexOf(':') >= 0 ? ipv6(plain) : IpNotation.ipv4(plain);
        if (address.isPresent()) {
            return refuse(address.get());
        }
        if (!NAME.matcher(plain).matches()) {
            return Optional.of("is no host name or IP address; write the host alone, without port, user or path");
        }
        return Optional.empty();
    }

    /** Why a host is refused, its name looked up as well; empty when it is not or the name is unknown. */
    Optional<String> refuseResolved(String host) {
        Optional<String> refused = refuse(host);
        if (refused.isPresent()) {
            return refused;
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(plain(host)))
                    .flatMap(address -> refuse(address).stream())
                    .findFirst();
        } catch (UnknownHostException e) {
            // The provider's own message names the host it could not find.
            return Optional.empty();
        }
    }

    private static Optional<String> refuse(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (METADATA_ADDRESSES.contains(address)) {
            return Optional.of(METADATA);
        }
        if (bytes.length == 4) {
            boolean metadata = (bytes[0] & 0xff) == 169 && (bytes[1] & 0xff) == 254;
            return metadata ? Optional.of(LINK_LOCAL) : Optional.empty();
        }
        if (address.isLinkLocalAddress()) {
            return Optional.of(LINK_LOCAL);
        }
        return IpNotation.inside(bytes).flatMap(HostPolicy::refuse);
    }

    private static Optional<InetAddress> ipv6(String plain) {
        int zone = plain.indexOf('%');
        try {
            return Optional.of(InetAddress.getByName("[" + (zone < 0 ? plain : plain.substring(0, zone)) + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String plain(String host) {
        // Full-width digits and dots mean the same to a resolver.
        String plain = Normalizer.normalize(host, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        if (plain.startsWith("[") && plain.endsWith("]")) {
            plain = plain.substring(1, plain.length() - 1);
        }
        return plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    }

    private static InetAddress address(int... numbers) {
        return IpNotation.address(numbers);
    }
}
