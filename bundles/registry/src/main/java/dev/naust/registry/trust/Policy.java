package dev.naust.registry.trust;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code plugins} in {@code config/naust.json} says about trust.
 *
 * @param mode whom the operator trusts
 * @param checksums the SHA-256 of jars that may run whatever the mode is
 * @param anchors the certificates that signatures must lead back to
 * @param largest how large a plugin's jar may be, in bytes
 * @param fault why the policy cannot be read; then only what the installation brought may run
 */
public record Policy(
        Mode mode, Set<String> checksums, Set<X509Certificate> anchors, long largest, Optional<String> fault) {
    /** How large a jar may be where nothing else is configured. */
    public static final long DEFAULT_LARGEST = 64L << 20;

    /** The policy of a home that says nothing. */
    public static final Policy DEFAULT = new Policy(Mode.ANY, Set.of(), Set.of(), DEFAULT_LARGEST, Optional.empty());

    /** Whom the operator trusts. */
    public enum Mode {
        /** Every jar, as long as only this machine can reach the console. */
        ANY,
        /** The jars whose checksum is listed. */
        CHECKSUMS,
        /** The jars that somebody signed whom the trust store vouches for. */
        SIGNED
    }

    public Policy {
        checksums = Set.copyOf(checksums);
        anchors = Set.copyOf(anchors);
    }

    /** A policy that could not be read. */
    static Policy unreadable(String fault) {
        return new Policy(Mode.CHECKSUMS, Set.of(), Set.of(), DEFAULT_LARGEST, Optional.of(fault));
    }
}
