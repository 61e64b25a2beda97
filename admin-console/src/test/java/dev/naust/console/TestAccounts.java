package dev.naust.console;

import dev.naust.api.service.Accounts;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Accounts in memory: one user and one token for each role, named like it. */
final class TestAccounts implements Accounts {
    static final String PASSWORD = "a quiet harbour";
    static final String CODE = "one-time-code";

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, Identity> secrets = new ConcurrentHashMap<>();
    private final List<ApiToken> tokens = new CopyOnWriteArrayList<>();
    private final List<String> codes = new CopyOnWriteArrayList<>(List.of(CODE));
    private int made;

    TestAccounts() {
        for (Role role : Role.values()) {
            secrets.put(token(role), new Identity("token " + role, role, Optional.empty()));
        }
    }

    /** The secret of a role's token. */
    static String token(Role role) {
        return "secret-of-" + role;
    }

    @Override
    public Optional<Identity> verifyPassword(String name, String password) {
        if (!PASSWORD.equals(password)) {
            return Optional.empty();
        }
        return Optional.of(Identity.ofUser(name, Role.valueOf(name.toUpperCase(Locale.ROOT))));
    }

    @Override
    public Optional<NewSession> signIn(String name, String password) {
        return verifyPassword(name, password).map(this::begin);
    }

    @Override
    public Optional<NewSession> signInWithCode(String code) {
        return codes.remove(code) ? Optional.of(begin(Identity.ofUser(ADMIN, Role.ADMIN))) : Optional.empty();
    }

    private synchronized NewSession begin(Identity identity) {
        String secret = "session-" + ++made;
        Session session = new Session(identity, "csrf-" + made, Instant.EPOCH, Instant.EPOCH.plus(SESSION_IDLE));
        sessions.put(secret, session);
        return new NewSession(secret, session);
    }

    @Override
    public Optional<String> newSignInCode() {
        return codes.stream().findFirst();
    }

    @Override
    public Optional<Session> session(String secret) {
        return Optional.ofNullable(sessions.get(secret));
    }

    @Override
    public void signOut(String secret) {
        sessions.remove(secret);
    }

    @Override
    public Optional<Identity> verifyToken(String secret) {
        return Optional.ofNullable(secrets.get(secret));
    }

    @Override
    public NewToken createToken(String name, Role role, Optional<Duration> lifetime, Optional<String> owner) {
        if (name.isBlank()) {
            throw new StoreException(ServiceError.TOKEN_NAME_INVALID, "A token needs a name.");
        }
        String id = "t" + tokens.size();
        Optional<Instant> expires = lifetime.map(Instant.EPOCH::plus);
        ApiToken token = new ApiToken(id, name, role, "naust_", Instant.EPOCH, Optional.empty(), expires, owner);
        tokens.add(token);
        secrets.put("secret-" + id, new Identity(name, role, owner));
        return new NewToken("secret-" + id, token);
    }

    @Override
    public List<ApiToken> tokens() {
        return new ArrayList<>(tokens);
    }

    @Override
    public void revokeToken(String id) {
        if (!tokens.removeIf(token -> token.id().equals(id))) {
            throw new StoreException(ServiceError.TOKEN_NOT_FOUND, "There is no token " + id + ".");
        }
        secrets.remove("secret-" + id);
    }

    @Override
    public List<User> users() {
        return List.of(new User(ADMIN, Role.ADMIN, Instant.EPOCH));
    }

    @Override
    public User createUser(String name, Role role, String password) {
        return new User(name, role, Instant.EPOCH);
    }

    @Override
    public void setPassword(String name, String password) {
        throw new StoreException(ServiceError.USER_NOT_FOUND, "There is no user " + name + ".");
    }
}
