package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Secrets reach the provider and nobody else. */
final class SecretsTest {
    private static final String CANARY = "canary-Tr0ub4dor";

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> seen = new ArrayList<>();
    private Home home;
    private TestProvider provider;

    @BeforeEach
    void start() {
        Logger root = root();
        root.setLevel(Level.DEBUG);
        log.start();
        root.addAppender(log);
        home = new Home(folder);
        provider = home.provider("test");
    }

    @AfterEach
    void nothingThatPeopleSeeHoldsTheSecret() {
        home.keeper().stores().forEach(view -> seen.add(view.toString()));
        home.close();
        root().detachAppender(log);
        root().setLevel(Level.ERROR);
        log.list.forEach(event -> {
            seen.add(event.getFormattedMessage());
            for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                seen.add(String.valueOf(cause.getMessage()));
            }
        });
        assertThat(seen).isNotEmpty().noneMatch(text -> text.contains(CANARY));
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private StoreView view() {
        return home.keeper().find("shop").orElseThrow();
    }

    private Throwable failureOfLease() {
        Throwable failure = org.assertj.core.api.Assertions.catchThrowable(
                () -> home.keeper().lease("shop"));
        assertThat(failure).isInstanceOf(StoreException.class);
        for (Throwable each = failure; each != null; each = each.getCause()) {
            seen.add(each.toString());
        }
        return failure;
    }

    @Test
    void aSecretIsShownHiddenAndReachesTheProvider() {
        home.create(Home.store("shop", "test", "{\"password\": \"" + CANARY + "\", \"port\": 5}"));

        assertThat(view().connection()).isEqualTo(Home.json("{\"password\": \"********\", \"port\": 5}"));
        home.keeper().lease("shop").close();
        assertThat(provider.last().config.required("password")).isEqualTo(CANARY);
    }

    @Test
    void aNestedSecretIsHiddenToo() {
        home.create(Home.store("shop", "test", "{\"ssl\": {\"mode\": \"off\", \"key\": \"" + CANARY + "\"}}"));

        assertThat(view().connection()).isEqualTo(Home.json("{\"ssl\": {\"mode\": \"off\", \"key\": \"********\"}}"));
    }

    @Test
    void aPasswordInAUrlIsHidden() {
        home.create(Home.store("shop", "test", "{\"uri\": \"x://me:" + CANARY + "@db/shop?a=b\"}"));

        assertThat(view().connection()).isEqualTo(Home.json("{\"uri\": \"x://me:********@db/shop?a=b\"}"));
    }

    @Test
    void savingWhatWasShownKeepsTheStoredSecrets() {
        StoreView first = home.create(Home.store(
                "shop",
                "test",
                "{\"password\": \"" + CANARY + "\", \"uri\": \"x://me:" + CANARY + "@db\", \"port\": 5}"));
        home.replace(
                Home.store(
                        "shop", "test", "{\"password\": \"********\", \"uri\": \"x://me:********@db\", \"port\": 6}"),
                first.revision());

        home.keeper().lease("shop").close();
        assertThat(provider.last().config.required("password")).isEqualTo(CANARY);
        assertThat(provider.last().config.required("uri")).isEqualTo("x://me:" + CANARY + "@db");
        assertThat(provider.last().config.integer("port")).hasValue(6);
    }

    @Test
    void aHiddenValueWithNothingStoredIsAProblem() {
        assertThat(home.validate(Home.store("shop", "test", "{\"password\": \"********\"}")))
                .extracting(ConfigProblem::pointer)
                .containsExactly("/connection/password");
        StoreView first = home.create(Home.store("shop", "test", "{\"uri\": \"x://me:" + CANARY + "@db\"}"));
        assertThatThrownBy(() -> home.replace(
                        Home.store("shop", "test", "{\"uri\": \"x://me:********@elsewhere\"}"), first.revision()))
                .isInstanceOf(InvalidConfigException.class);
    }

    @Test
    void noSecretIsShownOfAnInvalidFileOrOneWithoutItsProvider() {
        home.save(
                "shop",
                "{\"type\": \"test\", \"connection\": {\"passwrod\": \"" + CANARY + "\", \"port\": \"" + CANARY
                        + "\"}}");
        home.save("other", "{\"type\": \"nosuch\", \"connection\": {\"password\": \"" + CANARY + "\"}}");
        home.save("broken", "{\"type\": \"test\", \"connection\": {\"password\": " + CANARY.replace("-", "") + "}}");
        seen.add(home.keeper().find("broken").orElseThrow().toString().replace(CANARY.replace("-", ""), CANARY));

        assertThat(view().state()).isEqualTo(StoreView.State.FAILED);
        assertThat(view().problem().orElseThrow())
                .contains("/connection/passwrod is not known here; did you mean password?");
    }

    @Test
    void referencesAreResolvedWhenTheStoreOpensAndNotBefore() throws Exception {
        Files.createDirectories(folder.resolve("secrets"));
        Path file = Files.writeString(folder.resolve("secrets/shop"), CANARY + "\n");
        home.create(Home.store(
                "shop", "test", "{\"password\": \"${env:SHOP_PW}\", \"uri\": \"x://me:${file:" + file + "}@db\"}"));
        assertThat(failureOfLease())
                .hasMessageContaining("/connection/password refers to ${env:SHOP_PW}, but the environment variable"
                        + " SHOP_PW is not set");
        assertThat(view().state()).isEqualTo(StoreView.State.FAILED);

        home.environment.put("SHOP_PW", CANARY);
        home.keeper().lease("shop").close();
        assertThat(provider.last().config.required("password")).isEqualTo(CANARY);
        assertThat(provider.last().config.required("uri")).isEqualTo("x://me:" + CANARY + "@db");
        assertThat(Files.readString(home.file("shop")))
                .contains("${env:SHOP_PW}")
                .doesNotContain(CANARY);
    }

    @Test
    void whatAReferenceLeadsToIsJudgedAsWell() {
        home.environment.put("SHOP_HOST", "169.254.169.254");
        home.environment.put("SHOP_PATH", "../../etc/passwd");
        home.create(Home.store("shop", "test", "{\"host\": \"${env:SHOP_HOST}\", \"path\": \"${env:SHOP_PATH}\"}"));

        assertThat(failureOfLease())
                .hasMessageContaining("/connection/host is a link-local address")
                .hasMessageContaining("/connection/path lies outside");
        assertThat(provider.stores).isEmpty();
    }

    @Test
    void referencesThatLeadToOthersSecretsOrNowhereAreRefusedClearly() {
        assertThat(home.validate(Home.store(
                        "shop",
                        "test",
                        "{\"password\": \"${secret:other.password.1}\", \"uri\": \"${vault:x}\","
                                + " \"ssl\": {\"key\": \"${env:NAUST_MASTER_KEY}\"},"
                                + " \"path\": \"data/${file:/etc/shadow}\"}")))
                .extracting(ConfigProblem::message)
                .anyMatch(message -> message.contains("belongs to another store"))
                .anyMatch(message -> message.contains("a secret of the server itself"))
                .anyMatch(message -> message.contains("lies outside the folders that references to secrets may use"))
                .anyMatch(message -> message.contains("which is unknown; use ${env:NAME}"));
    }

    @Test
    void aDriverThatTellsThePasswordIsSilenced() {
        home.create(Home.store("shop", "test", "{\"password\": \"" + CANARY + "\"}"));
        provider.whenOpening(config -> {
            throw new StoreException(
                    TestProvider.TestErrorCode.BROKEN,
                    "Login with " + config.required("password") + " failed.",
                    new IllegalStateException("password=" + config.required("password")));
        });

        assertThat(failureOfLease()).hasMessage("Login with ******** failed.");
    }

    @Test
    void anEndpointsNameHidesItsPassword() {
        try (StoreLease lease = home.keeper().open("test:x://me:" + CANARY + "@db/shop?password=" + CANARY)) {
            assertThat(lease.name()).isEqualTo("test:x://me:********@db/shop?password=********");
        }
        assertThatThrownBy(() -> home.keeper().open("nosuch://me:" + CANARY + "@db"))
                .satisfies(failure -> seen.add(failure.toString()));
    }
}
