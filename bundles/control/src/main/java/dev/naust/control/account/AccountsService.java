package dev.naust.control.account;

import dev.naust.api.service.Accounts;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Knows people and machines. Starts when the server's state can be reached ({@code enabled = false} until then). */
@Component(immediate = true, enabled = false)
public final class AccountsService implements Accounts {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,62}");

    private final Passwords passwords = new Passwords();
    private final UserRecords users;
    private final Tokens tokens;
    private final Sessions sessions;
    private final SignInCode code;
    private final Clock clock;

    @Activate
    public AccountsService(@Reference ServerState state) {
        this(state, System.getenv(), Clock.systemUTC());
    }

    AccountsService(ServerState state, Map<String, String> environment, Clock clock) {
        Secrets secrets = new Secrets();
        this.clock = clock;
        this.users = new UserRecords(state);
        this.tokens = new Tokens(new TokenRecords(state), secrets, clock);
        this.sessions = new Sessions(secrets, clock);
        this.code = new SignInCode(secrets, clock);
        new FirstStart(users, tokens, passwords, clock).prepare(environment);
    }

    @Override
    public Optional<Identity> verifyPassword(String name, String password) {
        Optional<UserRecords.Held> user = users.find(name);
        boolean right = passwords.matches(password, user.flatMap(UserRecords.Held::password));
        return user.filter(held -> right).map(UserRecords.Held::identity);
    }

    @Override
    public Optional<NewSession> signIn(String name, String password) {
        return verifyPassword(name, password).map(sessions::begin);
    }

    @Override
    public Optional<NewSession> signInWithCode(String given) {
        return adminWithoutPassword()
                .filter(admin -> code.redeem(given))
                .map(UserRecords.Held::identity)
                .map(sessions::begin);
    }

    @Override
    public Optional<String> newSignInCode() {
        return adminWithoutPassword().map(admin -> code.next());
    }

    @Override
    public Optional<Session> session(String secret) {
        // The user is looked up every time, so that a changed role or a removed user counts from the next request on.
        return sessions.use(secret).flatMap(held -> users.find(held.name()).map(user -> held.as(user.identity())));
    }

    @Override
    public void signOut(String secret) {
        sessions.end(secret);
    }

    @Override
    public Optional<Identity> verifyToken(String secret) {
        return tokens.verify(secret);
    }

    @Override
    public NewToken createToken(String name, Role role, Optional<Duration> lifetime, Optional<String> owner) {
        return tokens.create(name, role, lifetime, owner);
    }

    @Override
    public List<ApiToken> tokens() {
        return tokens.all();
    }

    @Override
    public void revokeToken(String id) {
        tokens.revoke(id);
    }

    @Override
    public List<User> users() {
        return users.all();
    }

    @Override
    public User createUser(String name, Role role, String password) {
        if (!NAME.matcher(name).matches()) {
            throw new StoreException(
                    ServiceError.USER_NAME_INVALID,
                    "A user's name begins with a small letter and has at most 63 small letters, digits, dots, dashes and"
                            + " underscores; choose such a name");
        }
        Passwords.check(name, password);
        User user = new User(name, role, clock.instant());
        users.add(user, Optional.of(passwords.hash(password)));
        return user;
    }

    @Override
    public void setPassword(String name, String password) {
        Passwords.check(name, password);
        users.setPassword(name, passwords.hash(password));
        sessions.endAllOf(name);
        if (name.equals(ADMIN)) {
            code.voidIt();
        }
    }

    private Optional<UserRecords.Held> adminWithoutPassword() {
        return users.find(ADMIN).filter(admin -> admin.password().isEmpty());
    }
}
