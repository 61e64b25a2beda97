package dev.naust.control.account;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Hashes passwords with Argon2id (RFC 9106) at 19 MiB, 2 passes, 1 lane, the least that OWASP advises. Two at a time, so that
 * many sign-ins at once wait and do not use up the memory.
 */
final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int AT_ONCE = 2;
    private static final int LONGEST = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final SecureRandom random = new SecureRandom();
    private final String nobodys = encodedNoise();

    /** The stored form of a password: parameters, salt and hash. */
    String hash(String password) {
        byte[] salt = bytes(SALT_BYTES);
        return inTurn(() -> argon2().hash(utf8(password), salt).getResult());
    }

    /** Whether this is the password; without a stored form it is not, after the same work. */
    boolean matches(String password, Optional<String> stored) {
        if (password.length() > LONGEST) {
            return false;
        }
        String encoded = stored.orElse(nobodys);
        boolean equal = inTurn(() -> Argon2Function.getInstanceFromHash(encoded).check(password, encoded));
        return equal && stored.isPresent();
    }

    /** Refuses a password that is easy to guess. */
    static void check(String name, String password) {
        if (password.length() < 8 || password.length() > LONGEST) {
            throw weak(
                    "A password needs at least 8 and at most " + LONGEST + " characters; three or four words do well");
        }
        String lower = password.toLowerCase(Locale.ROOT);
        if (lower.contains("naust") || lower.contains("passwor") || (name.length() > 3 && lower.contains(name))) {
            throw weak(
                    "The password must not contain the user's name, \"naust\" or \"password\", because that is guessed"
                            + " first; choose another");
        }
        if (password.chars().distinct().count() < 4) {
            throw weak("The password repeats a few characters and is guessed at once; choose another");
        }
    }

    private <T> T inTurn(Callable<T> work) {
        try {
            if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreException(
                        ServiceError.SIGN_IN_BUSY, "Too many people are signing in at once; try again in a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ServiceError.SIGN_IN_BUSY, "The sign-in was interrupted; try again", e);
        }
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Argon2 failed", e);
        } finally {
            turns.release();
        }
    }

    private static Argon2Function argon2() {
        return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
    }

    /** The stored form of a password that nobody has: noise in the place of the hash, so that nothing can match it. */
    private String encodedNoise() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$"
                + base64.encodeToString(bytes(SALT_BYTES)) + "$" + base64.encodeToString(bytes(HASH_BYTES));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static StoreException weak(String message) {
        return new StoreException(ServiceError.PASSWORD_WEAK, message);
    }
}
