package dev.naust.control.account;

import dev.naust.api.service.Accounts.ApiToken;
import dev.naust.api.service.Accounts.Identity;
import dev.naust.api.service.Accounts.NewToken;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, knows and revokes API tokens. */
final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final String PREFIX = "naust_";
    private static final int SECRET_BYTES = 32;
    private static final int ID_DIGITS = 24;
    private static final int HINT = PREFIX.length() + 4;
    private static final int LONGEST_NAME = 100;

    private final TokenRecords records;
    private final Secrets secrets;
    private final Clock clock;
    private final KnownTokens known = new KnownTokens(System::nanoTime);

    Tokens(TokenRecords records, Secrets secrets, Clock clock) {
        this.records = records;
        this.secrets = secrets;
        this.clock = clock;
    }

    NewToken create(String name, Role role, Optional<Duration> lifetime, Optional<String> owner) {
        return add(PREFIX + secrets.next(SECRET_BYTES), name, role, lifetime, owner);
    }

    /** Takes a secret that somebody else chose. */
    NewToken add(String secret, String name, Role role, Optional<Duration> lifetime, Optional<String> owner) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new StoreException(
                    ServiceError.TOKEN_NAME_INVALID,
                    "A token needs a name of 1 to " + LONGEST_NAME + " characters that says what it is for");
        }
        Instant now = clock.instant();
        String hash = Secrets.hash(secret);
        ApiToken token = new ApiToken(
                id(hash), name.strip(), role, hint(secret), now, Optional.empty(), lifetime.map(now::plus), owner);
        records.add(new TokenRecords.Held(token, hash));
        return new NewToken(secret, token);
    }

    Optional<Identity> verify(String secret) {
        String hash = Secrets.hash(secret);
        Instant now = clock.instant();
        Optional<ApiToken> token = held(id(hash))
                .filter(held -> Secrets.equal(held.hash(), hash))
                .map(TokenRecords.Held::token)
                .filter(held -> held.expiresAt().map(now::isBefore).orElse(true));
        token.ifPresent(held -> noteUse(held, now.truncatedTo(ChronoUnit.MINUTES)));
        return token.map(held -> new Identity(held.name(), held.role(), held.owner()));
    }

    /** Other servers do not tell what they revoke, so that with them each token is looked up. */
    private Optional<TokenRecords.Held> held(String id) {
        Optional<TokenRecords.Held> recent = known.find(id);
        if (recent.isPresent()) {
            return recent;
        }
        long age = known.age();
        Optional<TokenRecords.Held> found = records.find(id);
        if (!records.isShared()) {
            found.ifPresent(held -> known.note(age, held));
        }
        return found;
    }

    List<ApiToken> all() {
        return records.all();
    }

    void revoke(String id) {
        boolean there;
        try {
            there = records.remove(id);
        } finally {
            known.forget();
        }
        if (!there) {
            throw new StoreException(
                    ServiceError.TOKEN_NOT_FOUND,
                    "There is no token \"" + id + "\"; look at the list of tokens for its id");
        }
    }

    private void noteUse(ApiToken token, Instant minute) {
        if (token.lastUsed().map(minute::isAfter).orElse(true)) {
            try {
                records.used(token.id(), minute);
                known.renew(token.id());
            } catch (StoreException e) {
                // The token is good all the same; only its last use is not on record, or it was revoked just now.
                LOG.debug("The use of token {} is not on record", token.id(), e);
            }
        }
    }

    /** The start of the hash, by which the record is found; it tells nothing of the secret. */
    private static String id(String hash) {
        return hash.substring(0, ID_DIGITS);
    }

    /** A few characters of a random secret; of a chosen one, which may be short, at most a quarter. */
    private static String hint(String secret) {
        return secret.startsWith(PREFIX)
                ? secret.substring(0, Math.min(HINT, secret.length() / 4))
                : secret.substring(0, Math.min(4, secret.length() / 4));
    }
}
