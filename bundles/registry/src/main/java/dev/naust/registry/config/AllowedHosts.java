package dev.naust.registry.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The hosts that {@code allowedHosts} in {@code config/naust.json} lists: names ({@code db.example}), all names below one
 * ({@code *.db.example}), addresses and blocks of them ({@code 10.1.0.0/16}). Immutable.
 */
final class AllowedHosts {
    /** What there is without a list. */
    static final AllowedHosts EVERY = new AllowedHosts(false, List.of(), List.of());

    /** Why a host that is not listed is refused. */
    static final String REFUSED = "is not among the hosts that stores may be on; choose another, or add it to"
            + " allowedHosts in config/naust.json";

    private final boolean isList;
    private final List<String> names;
    private final List<Block> blocks;

    private AllowedHosts(boolean isList, List<String> names, List<Block> blocks) {
        this.isList = isList;
        this.names = List.copyOf(names);
        this.blocks = List.copyOf(blocks);
    }

    /** A list of entries; what is no address is a name. */
    static AllowedHosts of(List<String> entries) {
        List<String> names = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        for (String entry : entries) {
            String plain = entry.strip().toLowerCase(Locale.ROOT);
            Block.of(plain).ifPresentOrElse(blocks::add, () -> names.add(plain));
        }
        return new AllowedHosts(true, names, blocks);
    }

    /** Whether a name could be allowed, before anybody knows its addresses. */
    boolean mayAllow(String name) {
        return !isList || isNamed(name) || !blocks.isEmpty();
    }

    /** Whether a host with an address is allowed. */
    boolean allows(String name, InetAddress address) {
        return !isList || isNamed(name) || blocks.stream().anyMatch(block -> block.contains(address));
    }

    /** Whether the list itself names a host. */
    boolean names(String host) {
        boolean isAddress = host.indexOf(':') >= 0 || IpNotation.ipv4(host).isPresent();
        return isAddress
                ? Block.of(host)
                        .filter(own -> blocks.stream().anyMatch(block -> block.contains(own.address())))
                        .isPresent()
                : isNamed(host);
    }

    private boolean isNamed(String name) {
        return names.stream()
                .anyMatch(entry -> entry.startsWith("*.") ? name.endsWith(entry.substring(1)) : name.equals(entry));
    }

    /** Addresses that begin with the same bits. */
    private record Block(InetAddress address, int bits) {
        static Optional<Block> of(String text) {
            int slash = text.indexOf('/');
            Optional<InetAddress> address = IpNotation.literal(slash < 0 ? text : text.substring(0, slash));
            if (address.isEmpty()) {
                return Optional.empty();
            }
            int all = address.get().getAddress().length * 8;
            String bits = slash < 0 ? "" + all : text.substring(slash + 1);
            return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= all
                    ? Optional.of(new Block(address.get(), Integer.parseInt(bits)))
                    : Optional.empty();
        }

        boolean contains(InetAddress other) {
            byte[] mine = address.getAddress();
            byte[] theirs = other.getAddress();
            if (mine.length != theirs.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
