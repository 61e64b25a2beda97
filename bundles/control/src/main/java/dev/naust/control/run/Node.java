package dev.naust.control.run;

import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.control.state.ControlSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This server among those that may share one state.
 *
 * @param id another one for each process, so that a home that was copied is not taken for its original
 * @param place where the process lives, such that no two processes that live at the same time have the same: a home serves one
 *     server only. What another process left at this place is left for good
 * @param lease for how long a run stays with a server that says nothing any more
 * @param shared whether there may be other servers
 */
record Node(String id, String place, Duration lease, boolean shared) {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofSeconds(3);
    private static final String SETTING = "NAUST_RUN_LEASE";
    private static final int BEATS = 6;

    /** A server that has its state to itself. */
    static Node alone() {
        return new Node(UUID.randomUUID().toString(), "", USUAL, false);
    }

    /** The server of a home. */
    static Node of(Path home, Map<String, String> environment) {
        boolean shared = ControlSettings.from(environment, home).shared();
        return shared
                ? new Node(
                        UUID.randomUUID().toString(),
                        placeOf(home.resolve("data/naust.lock")),
                        lease(environment),
                        true)
                : alone();
    }

    /** How often it says that it is there, and looks after the others. */
    Duration beat() {
        return lease.dividedBy(BEATS);
    }

    private static Duration lease(Map<String, String> environment) {
        String text = environment.getOrDefault(SETTING, "").strip();
        if (text.isEmpty()) {
            return USUAL;
        }
        Matcher known = Pattern.compile("([0-9]{1,4})(s|m)").matcher(text);
        Duration lease = !known.matches()
                ? Duration.ZERO
                : Duration.parse("PT" + known.group(1) + known.group(2).toUpperCase(Locale.ROOT));
        if (lease.compareTo(SHORTEST) < 0) {
            throw new StoreException(
                    ServiceError.CONTROL_UNAVAILABLE,
                    SETTING + " is \"" + text + "\", but must be a time of " + SHORTEST.toSeconds()
                            + " seconds or more, such as 30s; correct it and start again");
        }
        return lease;
    }

    /** The lock's file on this boot of this machine: two that see the same one cannot both have its lock. */
    private static String placeOf(Path lock) {
        try {
            Object file = Files.readAttributes(lock, BasicFileAttributes.class).fileKey();
            return machine() + " " + (file == null ? lock.toRealPath() : file);
        } catch (IOException e) {
            // Somebody else than the launcher started this one; then nothing that was left can be told to be its own.
            return UUID.randomUUID().toString();
        }
    }

    private static String machine() throws UnknownHostException {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException e) {
            // Not Linux; the host's name changes less often, but is as good among machines that have names.
            return InetAddress.getLocalHost().getHostName();
        }
    }
}
