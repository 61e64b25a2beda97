package dev.naust.registry.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** Reads IPv4 addresses in every notation that resolvers take, and finds those that stand inside an IPv6 address. */
final class IpNotation {
    private IpNotation() {}

    /**
     * The address that a resolver makes of one to four numbers in decimal, octal ({@code 0251}) or hexadecimal ({@code 0xa9}),
     * the last of which fills all remaining bytes; empty when the text is a name.
     */
    static Optional<InetAddress> ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 4) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            long number = number(parts[i]);
            int bytes = i == parts.length - 1 ? 4 - i : 1;
            if (number < 0 || number >= 1L << 8 * bytes) {
                return Optional.empty();
            }
            address = address << 8 * bytes | number;
        }
        return Optional.of(
                address((int) (address >> 24 & 0xff), (int) (address >> 16 & 0xff), (int) (address >> 8 & 0xff), (int)
                        (address & 0xff)));
    }

    /** The address that a text is, without asking any name server; empty when the text is a name. */
    static Optional<InetAddress> literal(String text) {
        if (text.indexOf(':') < 0) {
            return ipv4(text);
        }
        int zone = text.indexOf('%');
        try {
            return Optional.of(InetAddress.getByName("[" + (zone < 0 ? text : text.substring(0, zone)) + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The IPv4 address that an IPv6 address carries: mapped, compatible, NAT64 (64:ff9b::/96) or 6to4 (2002::/16). */
    static Optional<InetAddress> inside(byte[] ipv6) {
        boolean sixToFour = ipv6[0] == 0x20 && ipv6[1] == 0x02;
        if (sixToFour) {
            return Optional.of(address(ipv6[2] & 0xff, ipv6[3] & 0xff, ipv6[4] & 0xff, ipv6[5] & 0xff));
        }
        boolean nat64 = startsWith(ipv6, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean mapped = startsWith(ipv6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
        boolean compatible = startsWith(ipv6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        return nat64 || mapped || compatible
                ? Optional.of(address(ipv6[12] & 0xff, ipv6[13] & 0xff, ipv6[14] & 0xff, ipv6[15] & 0xff))
                : Optional.empty();
    }

    static InetAddress address(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(Arrays.toString(numbers), e);
        }
    }

    private static long number(String text) {
        try {
            if (text.startsWith("0x")) {
                return text.length() == 2 ? 0 : Long.parseLong(text, 2, text.length(), 16);
            }
            if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
                return -1;
            }
            return Long.parseLong(text, text.startsWith("0") ? 8 : 10);
        } catch (NumberFormatException noNumber) {
            return -1;
        }
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
