package dev.naust.registry.config;

import dev.naust.api.store.Category;
import dev.naust.api.store.ErrorCode;
import dev.naust.api.store.Hosts;
import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Refuses hosts that no store lives on: link-local addresses and the services by which clouds hand out credentials, in
 * whatever notation they are written, the server's own port, and whatever a list of allowed hosts leaves out. Thread-safe.
 */
public final class HostPolicy implements Hosts {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,252})?");
    private static final Set<String> LOCAL_NAMES = Set.of("localhost", "localhost.localdomain", "ip6-localhost");
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
    private static final String NO_HOST = "is an address of no single host; name the store's own host";
    private static final String OWN = "with this port is this server itself, which is no store; correct the port";

    private final Supplier<AllowedHosts> allowed;
    private final Supplier<OptionalInt> ownPort;

    /** Allows whatever is not dangerous. */
    HostPolicy() {
        this(() -> AllowedHosts.EVERY, OptionalInt::empty);
    }

    /**
     * @param allowed the hosts that may be named, asked for each time
     * @param ownPort where this server listens, as soon as it does
     */
    HostPolicy(Supplier<AllowedHosts> allowed, Supplier<OptionalInt> ownPort) {
        this.allowed = allowed;
        this.ownPort = ownPort;
    }

    /**
     * Why a host is refused, judged without asking any name server; empty when it is not.
     *
     * @param port where a connection is to be made; 0 when it is not known
     */
    Optional<String> refuse(String host, int port) {
        String plain = plain(host);
        if (METADATA_NAMES.contains(plain)) {
            return Optional.of(METADATA);
        }
        Optional<InetAddress> address = IpNotation.literal(plain);
        if (address.isPresent()) {
            return refuse(plain, address.get(), port);
        }
        if (!NAME.matcher(plain).matches()) {
            return Optional.of("is no host name or IP address; write the host alone, without port, user or path");
        }
        if (LOCAL_NAMES.contains(plain) && isOwn(InetAddress.getLoopbackAddress(), port)) {
            return Optional.of(OWN);
        }
        return allowed.get().mayAllow(plain) ? Optional.empty() : Optional.of(AllowedHosts.REFUSED);
    }

    /** Whether the operator has named a host as one that stores may be on. */
    boolean isListed(String host) {
        return allowed.get().names(plain(host));
    }

    @Override
    public List<InetAddress> lookUp(String host, int port) throws UnknownHostException {
        Optional<String> refused = refuse(host, port);
        List<InetAddress> addresses = refused.isPresent() ? List.of() : List.of(InetAddress.getAllByName(plain(host)));
        for (InetAddress address : addresses) {
            refused = refused.or(() -> refuse(plain(host), address, port));
        }
        if (refused.isPresent()) {
            throw new StoreException(HostRefused.REFUSED, "The host " + host + " " + refused.get() + ".");
        }
        return addresses;
    }

    /** Why a host is refused, its name looked up as well; empty when it is not or the name is unknown. */
    Optional<String> refuseResolved(String host, int port) {
        Optional<String> refused = refuse(host, port);
        if (refused.isPresent()) {
            return refused;
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(plain(host)))
                    .flatMap(address -> refuse(plain(host), address, port).stream())
                    .findFirst();
        } catch (UnknownHostException e) {
            // The provider's own message names the host it could not find.
            return Optional.empty();
        }
    }

    private Optional<String> refuse(String plain, InetAddress address, int port) {
        Optional<String> refused = refuse(address);
        if (refused.isPresent()) {
            return refused;
        }
        if (isOwn(address, port)) {
            return Optional.of(OWN);
        }
        return allowed.get().allows(plain, address) ? Optional.empty() : Optional.of(AllowedHosts.REFUSED);
    }

    private boolean isOwn(InetAddress address, int port) {
        OptionalInt own = ownPort.get();
        return own.isPresent() && own.getAsInt() == port && isOfThisMachine(address);
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static Optional<String> refuse(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (METADATA_ADDRESSES.contains(address)) {
            return Optional.of(METADATA);
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return Optional.of(NO_HOST);
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

    /** A host may not be connected to. */
    private enum HostRefused implements ErrorCode {
        REFUSED;

        @Override
        public String code() {
            return "host.refused";
        }

        @Override
        public Category category() {
            return Category.CONFIGURATION;
        }

        @Override
        public Optional<Step> step() {
            return Optional.of(Step.NAME_LOOKUP);
        }
    }
}
