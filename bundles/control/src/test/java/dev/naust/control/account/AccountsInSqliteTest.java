package dev.naust.control.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.service.Accounts;
import dev.naust.api.service.Accounts.NewSession;
import dev.naust.api.service.Accounts.NewToken;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.store.Store;
import dev.naust.control.state.TestStates;
import dev.naust.testkit.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AccountsInSqliteTest {
    private static final String PASSWORD = "canary-of-the-password";
    private static final String TOKEN = "canary-of-the-environment-token";

    @TempDir
    private Path folder;

    @Test
    void accountsSurviveARestartAndNoSecretIsInAnyFileInClear() throws Exception {
        NewToken made;
        NewSession session;
        try (Store store = TestStates.sqlite(folder.resolve("control.db"))) {
            Accounts first = accounts(store, Map.of("NAUST_ADMIN_PASSWORD", PASSWORD, "NAUST_API_TOKEN", TOKEN));
            made = first.createToken("CI", Role.OPERATOR, Optional.empty(), Optional.of("admin"));
            session = first.signIn("admin", PASSWORD).orElseThrow();
            assertClean(List.of(PASSWORD, TOKEN, made.secret(), session.secret()));
        }
        assertClean(List.of(PASSWORD, TOKEN, made.secret(), session.secret()));

        try (Store store = TestStates.sqlite(folder.resolve("control.db"))) {
            Accounts again = accounts(store, Map.of());
            assertThat(again.signIn("admin", PASSWORD)).isPresent();
            assertThat(again.verifyToken(TOKEN).orElseThrow().person())
                    .as("who answers for the first token")
                    .contains("admin");
            assertThat(again.verifyToken(made.secret())).isPresent();
            assertThat(again.session(session.secret())).isEmpty();
        }
    }

    /** The name of the token must be found, or this would look in the wrong place. */
    private void assertClean(List<String> secrets) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(all).contains("CI").contains("$argon2id$");
        secrets.forEach(secret -> assertThat(all.indexOf(secret)).isNegative());
    }

    private static Accounts accounts(Store store, Map<String, String> environment) {
        return new AccountsService(TestStates.over(store), environment, new SettableClock());
    }
}
