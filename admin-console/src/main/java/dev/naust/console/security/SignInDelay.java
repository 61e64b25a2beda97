package dev.naust.console.security;

import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after some failures in a row, each further one doubles the wait before the next try, up to half a
 * minute. Nobody is ever locked out, and failures from one address never slow another one. Safe for use by several threads.
 */
public final class SignInDelay {
    private static final int FREE_PER_ACCOUNT = 5;
    private static final int FREE_PER_ADDRESS = 20;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    public SignInDelay(Clock clock) {
        this.clock = clock;
    }

    /** Refuses a try that comes too early; it does not count as a failure. */
    synchronized void check(String account, String address) {
        Instant now = clock.instant();
        Duration wait = longer(wait(accountKey(account, address), now), wait(address, now));
        if (!wait.isZero()) {
            throw new ProblemException(Problem.of(
                            429,
                            "sign_in.too_many",
                            "Too many wrong tries. Wait " + (wait.toSeconds() + 1) + " seconds, then try again.")
                    .retryAfter(wait.plusSeconds(1)));
        }
    }

    /** Remembers a wrong password or code. */
    synchronized void failed(String account, String address) {
        count(accountKey(account, address), FREE_PER_ACCOUNT);
        count(address, FREE_PER_ADDRESS);
    }

    /** Forgets the account's failures from this address. */
    synchronized void succeeded(String account, String address) {
        failures.remove(accountKey(account, address));
    }

    private void count(String key, int free) {
        Instant now = clock.instant();
        Failures before = failures.get(key);
        int count = before == null || before.last().plus(FORGOTTEN).isBefore(now) ? 1 : before.count() + 1;
        int doublings = Math.min(count - free, 10);
        Duration wait =
                doublings < 0 ? Duration.ZERO : Duration.ofSeconds(Math.min(1L << doublings, LONGEST.toSeconds()));
        failures.put(key, new Failures(count, now, now.plus(wait)));
    }

    /** A clock that was set back makes nobody wait for longer than the longest wait. */
    private Duration wait(String key, Instant now) {
        Failures known = failures.get(key);
        if (known != null && known.last().isAfter(now)) {
            failures.remove(key);
            return Duration.ZERO;
        }
        return known == null || !known.until().isAfter(now) ? Duration.ZERO : Duration.between(now, known.until());
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static String accountKey(String account, String address) {
        String name = account.length() > 64 ? account.substring(0, 64) : account;
        return address + ' ' + name;
    }

    private record Failures(int count, Instant last, Instant until) {}
}
