package dev.naust.control.account;

import dev.naust.api.service.Accounts;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Accounts.User;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the admin at the first start, with the password and the API token that the environment may bring. */
final class FirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
    private static final String PASSWORD = "NAUST_ADMIN_PASSWORD";
    private static final String TOKEN = "NAUST_API_TOKEN";
    /** The name of the token of the first start, which is the admin's also where an earlier version noted no owner. */
    static final String FROM_START = "From " + TOKEN;

    private static final int SHORT_TOKEN = 20;

    private final UserRecords users;
    private final Tokens tokens;
    private final Passwords passwords;
    private final Clock clock;

    FirstStart(UserRecords users, Tokens tokens, Passwords passwords, Clock clock) {
        this.users = users;
        this.tokens = tokens;
        this.passwords = passwords;
        this.clock = clock;
    }

    void prepare(Map<String, String> environment) {
        Optional<String> password = set(environment, PASSWORD);
        Optional<String> token = set(environment, TOKEN);
        Optional<UserRecords.Held> admin = users.find(Accounts.ADMIN);
        if (admin.isEmpty()) {
            // The token goes first: if the server dies in between, the next start is still a first one.
            token.ifPresent(this::addToken);
            password.ifPresent(FirstStart::warnIfWeak);
            users.add(new User(Accounts.ADMIN, Role.ADMIN, clock.instant()), password.map(passwords::hash));
            LOG.info("First start: the user \"{}\" was made", Accounts.ADMIN);
            return;
        }
        if (admin.get().password().isEmpty()) {
            password.ifPresent(text -> users.setPassword(Accounts.ADMIN, passwords.hash(text)));
        }
        if (token.isPresent() && tokens.verify(token.get()).isEmpty()) {
            LOG.warn(
                    "{} is read at the first start only and is not a token of this server; make one on the page of tokens",
                    TOKEN);
        }
    }

    private void addToken(String secret) {
        if (secret.length() < SHORT_TOKEN) {
            LOG.warn("{} is short and may be guessed; use at least {} random characters", TOKEN, SHORT_TOKEN);
        }
        if (tokens.verify(secret).isEmpty()) {
            tokens.add(secret, FROM_START, Role.ADMIN, Optional.empty(), Optional.of(Accounts.ADMIN));
        }
    }

    /** The operator's own choice is taken as it is, so that nobody is locked out of a new server. */
    private static void warnIfWeak(String password) {
        try {
            Passwords.check(Accounts.ADMIN, password);
        } catch (StoreException e) {
            LOG.warn("{} is weak. {}", PASSWORD, e.getMessage());
        }
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
