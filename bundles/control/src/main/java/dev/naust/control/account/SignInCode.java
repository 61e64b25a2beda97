package dev.naust.control.account;

import dev.naust.api.service.Accounts;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The one-time code of the first sign-in; there is one at a time. Safe for use by several threads. */
final class SignInCode {
    private static final int BYTES = 24;

    private final Secrets secrets;
    private final Clock clock;
    private Optional<Issued> issued = Optional.empty();

    SignInCode(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A new code; the one before it is void. */
    synchronized String next() {
        String code = secrets.next(BYTES);
        issued = Optional.of(new Issued(Secrets.hash(code), clock.instant().plus(Accounts.CODE_LIFETIME)));
        return code;
    }

    /** Whether this is the code; it is used up then. */
    synchronized boolean redeem(String code) {
        String hash = Secrets.hash(code);
        boolean good = issued.filter(held -> Secrets.equal(held.hash(), hash))
                .filter(held -> clock.instant().isBefore(held.until()))
                .isPresent();
        if (good) {
            issued = Optional.empty();
        }
        return good;
    }

    synchronized void voidIt() {
        issued = Optional.empty();
    }

    private record Issued(String hash, Instant until) {}
}
