package dev.naust.api.service;

import dev.naust.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who may do what: users, their sessions, and API tokens for machines. Passwords, session secrets and tokens are kept only as
 * hashes; a secret is handed out once, when it is made. Safe for use by several threads.
 *
 * <p>Every method may throw a {@link StoreException} of category UNAVAILABLE while the server's own state cannot be reached.
 */
@ProviderType
public interface Accounts {
    /** The name of the user that exists from the first start. */
    String ADMIN = "admin";

    /** A session that nobody used for this long has ended. */
    Duration SESSION_IDLE = Duration.ofMinutes(60);

    /** A session has ended this long after its sign-in, however much it was used. */
    Duration SESSION_LIFETIME = Duration.ofHours(12);

    /** A one-time code is good for this long. */
    Duration CODE_LIFETIME = Duration.ofHours(1);

    /**
     * Whether this is the user's password. An unknown user takes as long as a wrong password. Takes some 100 milliseconds on
     * purpose; many calls at once wait for each other.
     *
     * @return the user, or empty when the name or the password is wrong
     * @throws StoreException with {@code sign_in.busy} when too many people are signing in at once
     */
    Optional<Identity> verifyPassword(String name, String password);

    /**
     * Begins a session with a password.
     *
     * @return empty when the name or the password is wrong
     * @throws StoreException with {@code sign_in.busy} when too many people are signing in at once
     */
    Optional<NewSession> signIn(String name, String password);

    /**
     * Begins a session of the admin with a one-time code from {@link #newSignInCode()}, and uses the code up.
     *
     * @return empty when the code is wrong, used or too old
     */
    Optional<NewSession> signInWithCode(String code);

    /**
     * A new one-time code to sign in with for as long as the admin has no password; the codes before it are void.
     *
     * @return empty once the admin has a password
     */
    Optional<String> newSignInCode();

    /** The session with this secret, if it has not ended; counts as a use of it. */
    Optional<Session> session(String secret);

    /** Ends the session with this secret, if there is one. */
    void signOut(String secret);

    /** The holder of an API token; empty when the token is unknown, revoked or expired. Counts as a use of it. */
    Optional<Identity> verifyToken(String secret);

    /**
     * Makes an API token.
     *
     * @param name what it is for, for people; 1 to 100 characters
     * @param lifetime how long it is good for; empty for good
     * @param owner the user whom it belongs to, and who answers for what is done with it; empty when nobody knows
     * @throws StoreException of category USER when the name is blank or too long
     */
    NewToken createToken(String name, Role role, Optional<Duration> lifetime, Optional<String> owner);

    /** All API tokens that are not revoked, the oldest first. */
    List<ApiToken> tokens();

    /**
     * Makes a token void at once.
     *
     * @throws StoreException with {@code token.not_found}
     */
    void revokeToken(String id);

    /** All users, sorted by name. */
    List<User> users();

    /**
     * Makes a user.
     *
     * @param name matches {@code [a-z][a-z0-9._-]{0,62}}
     * @throws StoreException with {@code user.exists}, {@code user.name_invalid} or {@code password.weak}
     */
    User createUser(String name, Role role, String password);

    /**
     * Changes a user's password and ends all of the user's sessions.
     *
     * @throws StoreException with {@code user.not_found} or {@code password.weak}
     */
    void setPassword(String name, String password);

    /** What somebody may do; each role may do what {@link #VIEWER} may. */
    enum Role {
        /** Everything. */
        ADMIN,
        /** Stores, migrations, backups. */
        OPERATOR,
        /** Requests of data subjects. */
        DPO,
        /** Looking only. */
        VIEWER
    }

    /**
     * Who is asking.
     *
     * @param name the user's name, or the token's
     * @param person the user behind it: themselves, or the token's owner; empty for a token of which nobody knows
     */
    record Identity(String name, Role role, Optional<String> person) {
        /** A user. */
        public static Identity ofUser(String name, Role role) {
            return new Identity(name, role, Optional.of(name));
        }
    }

    /** A person with an account. */
    record User(String name, Role role, Instant createdAt) {}

    /**
     * A person's stay in the console.
     *
     * @param csrfToken what every changing request of this session must carry; of no use without the session's secret
     * @param expiresAt when it ends if it is not used again
     */
    record Session(Identity identity, String csrfToken, Instant signedInAt, Instant expiresAt) {
        @Override
        public String toString() {
            return "Session[" + identity + "]";
        }
    }

    /**
     * A session that has just begun.
     *
     * @param secret for the cookie; it cannot be had again
     */
    record NewSession(String secret, Session session) {
        @Override
        public String toString() {
            return "NewSession[" + session + "]";
        }
    }

    /**
     * An API token, without its secret.
     *
     * @param hint the first characters of its secret, by which people recognise it
     * @param lastUsed when it was last used, to the minute
     * @param owner the user whom it belongs to; empty for tokens of versions that did not ask
     */
    record ApiToken(
            String id,
            String name,
            Role role,
            String hint,
            Instant createdAt,
            Optional<Instant> lastUsed,
            Optional<Instant> expiresAt,
            Optional<String> owner) {}

    /**
     * An API token that has just been made.
     *
     * @param secret what a machine sends as its bearer token; it cannot be had again
     */
    record NewToken(String secret, ApiToken token) {
        @Override
        public String toString() {
            return "NewToken[" + token + "]";
        }
    }
}
