package dev.naust.console.sample;

import dev.naust.api.service.Accounts;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The admin with a password, and a viewer {@code guest}. */
public final class SampleAccounts implements Accounts {
    /** Everybody's password. */
    public static final String PASSWORD = "a quiet harbour";

    /** The one-time code. */
    public static final String CODE = "one-time-code";

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    @Override
    public Optional<Identity> verifyPassword(String name, String password) {
        Role role = name.equals(ADMIN) ? Role.ADMIN : Role.VIEWER;
        return PASSWORD.equals(password) ? Optional.of(new Identity(name, role)) : Optional.empty();
    }

    @Override
    public Optional<NewSession> signIn(String name, String password) {
        return verifyPassword(name, password).map(this::begin);
    }

    @Override
    public Optional<NewSession> signInWithCode(String code) {
        return CODE.equals(code) ? Optional.of(begin(new Identity(ADMIN, Role.ADMIN))) : Optional.empty();
    }

    private NewSession begin(Identity identity) {
        String secret = "secret-of-" + identity.name() + "-" + sessions.size();
        Session session = new Session(identity, "token-of-" + secret, Instant.EPOCH, Instant.MAX);
        sessions.put(secret, session);
        return new NewSession(secret, session);
    }

    @Override
    public Optional<String> newSignInCode() {
        return Optional.of(CODE);
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
        return Optional.empty();
    }

    @Override
    public NewToken createToken(String name, Role role, Optional<Duration> lifetime) {
        throw unsupported();
    }

    @Override
    public List<ApiToken> tokens() {
        return List.of();
    }

    @Override
    public void revokeToken(String id) {
        throw unsupported();
    }

    @Override
    public List<User> users() {
        return List.of();
    }

    @Override
    public User createUser(String name, Role role, String password) {
        throw unsupported();
    }

    @Override
    public void setPassword(String name, String password) {
        throw unsupported();
    }

    private static StoreException unsupported() {
        return new StoreException(ServiceError.OPTION_UNSUPPORTED, "The sample's accounts stay as they are.");
    }
}
