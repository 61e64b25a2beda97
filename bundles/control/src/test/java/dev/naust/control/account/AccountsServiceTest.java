package dev.naust.control.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.naust.api.service.Accounts;
import dev.naust.api.service.Accounts.ApiToken;
import dev.naust.api.service.Accounts.Identity;
import dev.naust.api.service.Accounts.NewSession;
import dev.naust.api.service.Accounts.NewToken;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.Accounts.Session;
import dev.naust.api.service.Accounts.User;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.control.state.TestStates;
import dev.naust.testkit.SettableClock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccountsServiceTest {
    private static final String PASSWORD = "three calm boats";
    private static final Identity ADMIN = Identity.ofUser("admin", Role.ADMIN);

    private final SettableClock clock = new SettableClock();
    private final Store store = TestStates.memory();

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void theFirstStartTakesPasswordAndTokenFromTheEnvironmentAndLaterOnesDoNot() {
        start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD, "NAUST_API_TOKEN", "automation-token-1234567890"));

        Accounts later = start(Map.of("NAUST_ADMIN_PASSWORD", "another one", "NAUST_API_TOKEN", "another-token"));

        assertThat(later.verifyPassword("admin", PASSWORD)).contains(ADMIN);
        assertThat(later.verifyPassword("admin", "another one")).isEmpty();
        assertThat(later.verifyToken("automation-token-1234567890").map(Identity::role))
                .contains(Role.ADMIN);
        assertThat(later.verifyToken("another-token")).isEmpty();
        assertThat(later.newSignInCode()).isEmpty();
        assertThat(later.users()).extracting(User::name).containsExactly("admin");
    }

    @Test
    void withoutAPasswordTheAdminSignsInOnceWithACodeAndSetsOne() {
        Accounts accounts = start(Map.of());
        String code = accounts.newSignInCode().orElseThrow();

        assertThat(accounts.verifyPassword("admin", "")).isEmpty();
        assertThat(accounts.signInWithCode("guess")).isEmpty();
        NewSession session = accounts.signInWithCode(code).orElseThrow();
        assertThat(session.session().identity()).isEqualTo(ADMIN);
        assertThat(accounts.signInWithCode(code)).isEmpty();

        accounts.setPassword("admin", PASSWORD);
        assertThat(accounts.session(session.secret())).isEmpty();
        assertThat(accounts.newSignInCode()).isEmpty();
        assertThat(accounts.signIn("admin", PASSWORD)).isPresent();
    }

    @Test
    void aCodeIsVoidAfterAnHourOrWhenThereIsANewerOne() {
        Accounts accounts = start(Map.of());
        String old = accounts.newSignInCode().orElseThrow();
        String current = accounts.newSignInCode().orElseThrow();
        assertThat(accounts.signInWithCode(old)).isEmpty();

        clock.move(Accounts.CODE_LIFETIME);
        assertThat(accounts.signInWithCode(current)).isEmpty();
    }

    @Test
    void aCodeIsGoodForOneOfManyWhoTryAtOnce() throws Exception {
        Accounts accounts = start(Map.of());
        String code = accounts.newSignInCode().orElseThrow();
        assertThat(together(8, () -> accounts.signInWithCode(code)).stream().filter(Optional::isPresent))
                .hasSize(1);
    }

    @Test
    void aSessionEndsWhenItIsNotUsedAndAtLastHoweverMuchItIsUsed() {
        Accounts accounts = start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD));
        String idle = accounts.signIn("admin", PASSWORD).orElseThrow().secret();
        String busy = accounts.signIn("admin", PASSWORD).orElseThrow().secret();

        for (Duration used = Duration.ZERO;
                used.compareTo(Accounts.SESSION_LIFETIME) < 0;
                used = used.plusMinutes(30)) {
            assertThat(accounts.session(busy)).isPresent();
            clock.move(Duration.ofMinutes(30));
        }

        assertThat(accounts.session(busy)).isEmpty();
        assertThat(accounts.session(idle)).isEmpty();
    }

    @Test
    void aSessionEndsWhenTheClockIsSetBackOrFarAhead() {
        Accounts accounts = start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD));
        for (Duration jump : List.of(Duration.ofHours(-1), Duration.ofDays(40))) {
            String secret = accounts.signIn("admin", PASSWORD).orElseThrow().secret();
            assertThat(accounts.session(secret)).isPresent();
            clock.move(jump);
            assertThat(accounts.session(secret)).as("%s", jump).isEmpty();
        }
    }

    @Test
    void sessionsAreTheirOwnAndEndAtSignOut() {
        Accounts accounts = start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD));
        NewSession one = accounts.signIn("admin", PASSWORD).orElseThrow();
        NewSession two = accounts.signIn("admin", PASSWORD).orElseThrow();
        assertThat(one.secret()).isNotEqualTo(two.secret()).hasSizeGreaterThanOrEqualTo(43);
        assertThat(one.session().csrfToken()).isNotEqualTo(two.session().csrfToken());

        accounts.signOut(one.secret());

        assertThat(accounts.session(one.secret())).isEmpty();
        assertThat(accounts.session(two.secret()).map(Session::csrfToken))
                .contains(two.session().csrfToken());
        assertThat(accounts.session("made up")).isEmpty();
    }

    @Test
    void unknownUsersAndWrongPasswordsAreRefusedAlike() {
        Accounts accounts = start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD));
        assertThat(accounts.signIn("admin", PASSWORD + " ")).isEmpty();
        assertThat(accounts.signIn("nobody", PASSWORD)).isEmpty();
        assertThat(accounts.signIn("admin", "x".repeat(100_000))).isEmpty();
        assertThat(accounts.signIn("", "")).isEmpty();
    }

    @Test
    void manySignInsAtOnceAreAllAnswered() throws Exception {
        Accounts accounts = start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD));
        assertThat(together(8, () -> accounts.verifyPassword("admin", PASSWORD)))
                .hasSize(8)
                .allMatch(Optional::isPresent);
    }

    @Test
    void usersHaveRolesAndNamesOfTheirOwn() {
        Accounts accounts = start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD));
        accounts.createUser("ola", Role.DPO, "quiet harbour 9");

        assertThat(accounts.verifyPassword("ola", "quiet harbour 9")).contains(Identity.ofUser("ola", Role.DPO));
        assertThat(accounts.users()).extracting(User::name).containsExactly("admin", "ola");
        refused(() -> accounts.createUser("ola", Role.ADMIN, "another harbour"), ServiceError.USER_EXISTS);
        refused(() -> accounts.createUser("Ola!", Role.ADMIN, "another harbour"), ServiceError.USER_NAME_INVALID);
        refused(() -> accounts.setPassword("kari", "another harbour"), ServiceError.USER_NOT_FOUND);
    }

    @Test
    void passwordsThatAreGuessedFirstAreRefused() {
        Accounts accounts = start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD));
        for (String weak : List.of("short", "aaaaaaaaaaaa", "my naust 2026", "Password123", "the admin here")) {
            refused(() -> accounts.setPassword("admin", weak), ServiceError.PASSWORD_WEAK);
        }
        assertThat(accounts.verifyPassword("admin", PASSWORD)).isPresent();
    }

    @Test
    void aTokenWorksUntilItIsRevokedOrExpires() {
        Accounts accounts = start(Map.of("NAUST_ADMIN_PASSWORD", PASSWORD));
        NewToken lasting = accounts.createToken("CI", Role.OPERATOR, Optional.empty(), Optional.of("ola"));
        clock.move(Duration.ofSeconds(1));
        NewToken brief = accounts.createToken("Demo", Role.VIEWER, Optional.of(Duration.ofDays(1)), Optional.empty());
        assertThat(lasting.secret()).startsWith("naust_").hasSize(49);
        assertThat(accounts.verifyToken(lasting.secret()))
                .contains(new Identity("CI", Role.OPERATOR, Optional.of("ola")));
        assertThat(accounts.verifyToken(brief.secret())).isPresent();

        clock.move(Duration.ofDays(1).minusSeconds(1));
        assertThat(accounts.verifyToken(brief.secret())).isPresent();
        clock.move(Duration.ofSeconds(1));
        assertThat(accounts.verifyToken(brief.secret())).isEmpty();
        assertThat(accounts.verifyToken(lasting.secret())).isPresent();
        assertThat(accounts.tokens().get(0).lastUsed()).contains(clock.instant().truncatedTo(ChronoUnit.MINUTES));

        accounts.revokeToken(lasting.token().id());
        assertThat(accounts.verifyToken(lasting.secret())).isEmpty();
        assertThat(accounts.tokens()).extracting(ApiToken::name).containsExactly("Demo");
        refused(() -> accounts.revokeToken(lasting.token().id()), ServiceError.TOKEN_NOT_FOUND);
        refused(
                () -> accounts.createToken(" ", Role.VIEWER, Optional.empty(), Optional.empty()),
                ServiceError.TOKEN_NAME_INVALID);
    }

    @Test
    void aTokenThatAnotherServerRevokesIsRefusedAtOnce() {
        Accounts accounts = new AccountsService(new SharedState(TestStates.over(store)), Map.of(), clock);
        Accounts other = new AccountsService(new SharedState(TestStates.over(store)), Map.of(), clock);
        NewToken token = accounts.createToken("CI", Role.OPERATOR, Optional.empty(), Optional.empty());
        assertThat(accounts.verifyToken(token.secret())).isPresent();

        other.revokeToken(token.token().id());

        assertThat(accounts.verifyToken(token.secret())).isEmpty();
    }

    /** A state that several servers use. */
    private record SharedState(ServerState own) implements ServerState {
        @Override
        public <T> T use(StorageBackend.Work<T> work) throws InterruptedException {
            return own.use(work);
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public List<String> scrub() throws InterruptedException {
            return own.scrub();
        }
    }

    @Test
    void whatIsShownOfATokenDoesNotGiveItAway() {
        Accounts accounts = start(Map.of("NAUST_API_TOKEN", "short"));
        NewToken token = accounts.createToken("CI", Role.OPERATOR, Optional.empty(), Optional.of("ola"));

        assertThat(token.toString()).doesNotContain(token.secret());
        assertThat(accounts.tokens())
                .extracting(ApiToken::hint)
                .containsExactlyInAnyOrder("s", token.secret().substring(0, 10));
    }

    @Test
    void theStoredFormOfAPasswordIsArgon2idOfTheAdvisedStrength() {
        assertThat(new Passwords().hash(PASSWORD)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    private Accounts start(Map<String, String> environment) {
        return new AccountsService(TestStates.over(store), environment, clock);
    }

    private static <T> List<T> together(int threads, Callable<T> call) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(call));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(30, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    private static void refused(ThrowingCallable call, ServiceError code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
