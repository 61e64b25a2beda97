package dev.naust.control.account;

import dev.naust.api.service.Accounts;
import dev.naust.api.service.Accounts.Identity;
import dev.naust.api.service.Accounts.NewSession;
import dev.naust.api.service.Accounts.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of people in the console. They are kept in memory, by the hashes of their secrets, and end with the server.
 * Safe for use by several threads.
 */
final class Sessions {
    private static final int SECRET_BYTES = 32;
    private static final int MOST = 10_000;

    /** By how much a clock is set back in good order. */
    private static final Duration STEADY = Duration.ofMinutes(5);

    private final Map<String, Held> byHash = new HashMap<>();
    private final Secrets secrets;
    private final Clock clock;

    Sessions(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    synchronized NewSession begin(Identity identity) {
        makeRoom();
        String secret = secrets.next(SECRET_BYTES);
        Instant now = clock.instant();
        Held held = new Held(identity.name(), secrets.next(SECRET_BYTES), now, now);
        byHash.put(Secrets.hash(secret), held);
        return new NewSession(secret, held.as(identity));
    }

    /** The session with this secret, which counts as used by this. */
    synchronized Optional<Held> use(String secret) {
        String hash = Secrets.hash(secret);
        Held held = byHash.get(hash);
        if (held == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (held.hasEnded(now)) {
            byHash.remove(hash);
            return Optional.empty();
        }
        Held used = new Held(held.name(), held.csrfToken(), held.signedInAt(), now);
        byHash.put(hash, used);
        return Optional.of(used);
    }

    synchronized void end(String secret) {
        byHash.remove(Secrets.hash(secret));
    }

    synchronized void endAllOf(String name) {
        byHash.values().removeIf(held -> held.name().equals(name));
    }

    private void makeRoom() {
        if (byHash.size() < MOST) {
            return;
        }
        Instant now = clock.instant();
        byHash.values().removeIf(held -> held.hasEnded(now));
        if (byHash.size() >= MOST) {
            byHash.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().usedAt()))
                    .map(Map.Entry::getKey)
                    .ifPresent(byHash::remove);
        }
    }

    /** A session without the role of its user, which may change while it lasts. */
    record Held(String name, String csrfToken, Instant signedInAt, Instant usedAt) {

        Session as(Identity identity) {
            return new Session(identity, csrfToken, signedInAt, expiresAt());
        }

        /** Nobody knows how long it lasts when the clock was set back. */
        boolean hasEnded(Instant now) {
            return !now.isBefore(expiresAt()) || now.isBefore(usedAt.minus(STEADY));
        }

        private Instant expiresAt() {
            Instant idle = usedAt.plus(Accounts.SESSION_IDLE);
            Instant whole = signedInAt.plus(Accounts.SESSION_LIFETIME);
            return idle.isBefore(whole) ? idle : whole;
        }

        @Override
        public String toString() {
            return "Held[" + name + "]";
        }
    }
}
