package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigChange;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.ConfigRevision;
import dev.naust.api.service.ConfigRevision.Kind;
import dev.naust.api.service.ConfigTestFailedException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreConfiguration;
import dev.naust.api.service.StoreConfigurations.Saving;
import dev.naust.api.service.StoreDefinition;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Stage;
import dev.naust.api.store.Stage.Outcome;
import dev.naust.api.store.Step;
import dev.naust.api.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations over time: who changed what, what is in use, and how one comes back. */
final class ConfigurationsTest {
    private static final String CANARY = "canary-Tr0ub4dor";

    @TempDir
    Path folder;

    private Home home;
    private TestProvider provider;

    @BeforeEach
    void start() {
        home = new Home(folder);
        provider = home.provider("test");
    }

    @AfterEach
    void stop() {
        home.close();
    }

    private StoreView view() {
        return home.keeper().find("shop").orElseThrow();
    }

    private StoreConfiguration configuration() {
        return home.editor().find("shop").orElseThrow();
    }

    private List<ConfigRevision> revisions() {
        return home.editor().revisions("shop");
    }

    private static StoreDefinition shop(String connection) {
        return Home.store("shop", "test", connection);
    }

    private long portInUse() {
        home.keeper().lease("shop").close();
        return provider.last().config.integer("port").orElse(-1);
    }

    private void nothingHoldsTheCanaryBut(String... files) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!List.of(files).contains(folder.relativize(file).toString())) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContain(CANARY);
                }
            }
        }
    }

    @Test
    void everyChangeIsARevisionWithItsAuthorAndWhatItChanged() {
        StoreView first = home.create(shop("{\"port\": 1}"));
        home.editor().replace(shop("{\"port\": 2, \"uri\": \"x\"}"), first.revision(), "grace", Saving.TESTED);
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 3}}");

        assertThat(revisions())
                .extracting(ConfigRevision::number, ConfigRevision::author, ConfigRevision::kind)
                .containsExactly(
                        tuple(3, "file", Kind.EDITED), tuple(2, "grace", Kind.CHANGED), tuple(1, "ada", Kind.CREATED));
        assertThat(configuration().number()).isEqualTo(3);
        assertThat(home.editor().changes("shop", 1, 2))
                .containsExactly(
                        change("/connection/port", Value.int64(1), Value.int64(2)),
                        new ConfigChange("/connection/uri", Optional.empty(), Optional.of(Value.text("x"))));
        assertThat(home.editor().changes("shop", 0, 1)).hasSize(2);
    }

    private static ConfigChange change(String pointer, Value before, Value after) {
        return new ConfigChange(pointer, Optional.of(before), Optional.of(after));
    }

    @Test
    void anEarlierRevisionComesBackWithItsSecretsAsANewOne() {
        StoreView first = home.create(shop("{\"password\": \"" + CANARY + "\", \"port\": 1}"));
        StoreView second = home.replace(shop("{\"password\": \"another one\", \"port\": 2}"), first.revision());
        home.editor().restore("shop", 1, second.revision(), "grace", Saving.TESTED);

        assertThat(portInUse()).isEqualTo(1);
        assertThat(provider.last().config.required("password")).isEqualTo(CANARY);
        assertThat(revisions().get(0).kind()).isEqualTo(Kind.RESTORED);
        assertThat(revisions().get(0).author()).isEqualTo("grace");
        assertThat(home.editor().changes("shop", 1, 3)).isEmpty();
        assertThatThrownBy(() -> home.editor().restore("shop", 9, view().revision(), "grace", Saving.TESTED))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.REVISION_NOT_FOUND));
    }

    @Test
    void secretsThatAreSavedAreSealedAndNoFileHoldsThemInClear() throws Exception {
        home.create(shop("{\"password\": \"" + CANARY + "\", \"uri\": \"x://me:" + CANARY + "@db/shop\"}"));

        assertThat(Files.readString(home.file("shop")))
                .contains("${secret:shop.password.1}", "x://me:${secret:shop.uri.1}@db/shop");
        nothingHoldsTheCanaryBut();
        assertThat(Files.getPosixFilePermissions(folder.resolve("keys/master.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        home.keeper().lease("shop").close();
        assertThat(provider.last().config.required("uri")).isEqualTo("x://me:" + CANARY + "@db/shop");
    }

    @Test
    void aSecretInClearInAFileCountsIsWarnedOfAndIsSealedInTheHistory() throws Exception {
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"password\": \"" + CANARY + "\"}}");

        assertThat(configuration().warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.pointer()).isEqualTo("/connection/password");
            assertThat(warning.message()).contains("stands in clear");
        });
        nothingHoldsTheCanaryBut("config/stores/shop.json");
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"pasword\": \"" + CANARY + "\"}}");
        home.save("shop", "{\"type\": \"test\", \"conection\": {\"password\": \"" + CANARY + "\"}}");
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"password\": \"" + CANARY + "\"");
        nothingHoldsTheCanaryBut("config/stores/shop.json");
        assertThat(revisions()).hasSize(4);
        assertThat(revisions().toString()).doesNotContain(CANARY);

        home.editor().restore("shop", 1, view().revision(), "ada", Saving.TESTED);
        nothingHoldsTheCanaryBut();
        home.keeper().lease("shop").close();
        assertThat(provider.last().config.required("password")).isEqualTo(CANARY);
        assertThat(configuration().warnings()).isEmpty();
    }

    @Test
    void withTheWrongMasterKeyASecretIsNotOpenedAndTheReasonIsSaid() throws Exception {
        home.create(shop("{\"password\": \"" + CANARY + "\"}"));
        home.environment.put("NAUST_MASTER_KEY", "ab".repeat(32));

        assertThatThrownBy(() -> home.keeper().lease("shop"))
                .hasMessageContaining("${secret:shop.password.1}")
                .hasMessageContaining("another master key");
        home.environment.put("NAUST_MASTER_KEY", "short");
        assertThatThrownBy(() -> home.keeper().lease("shop")).hasMessageContaining("NAUST_MASTER_KEY is no key");
        home.environment.remove("NAUST_MASTER_KEY");
        Files.setPosixFilePermissions(folder.resolve("keys/master.key"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> home.keeper().lease("shop")).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(folder.resolve("keys/master.key"), PosixFilePermissions.fromString("rw-------"));
        Path sealed = folder.resolve("config/sealed/shop.password.1.json");
        Files.copy(sealed, folder.resolve("config/sealed/shop.password.2.json"));
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"password\": \"${secret:shop.password.2}\"}}");
        assertThatThrownBy(() -> home.keeper().lease("shop")).hasMessageContaining("changed or damaged");
    }

    @Test
    void anInvalidEditKeepsTheLastGoodConfigurationAlsoOverARestart() {
        home.create(shop("{\"port\": 1, \"password\": \"" + CANARY + "\"}"));
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 0}}");
        assertThat(view().isKept()).isTrue();
        assertThat(view().errors()).extracting(ConfigProblem::pointer).containsExactly("/connection/port");
        home.restart();

        assertThat(portInUse()).isEqualTo(1);
        assertThat(provider.last().config.required("password")).isEqualTo(CANARY);
        assertThat(view().isKept()).isTrue();
        assertThat(configuration().kept()).isTrue();
        home.save("shop", "not even JSON");
        home.restart();
        assertThat(portInUse()).isEqualTo(1);
        assertThat(view().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.message()).contains("is not JSON"));

        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 7}}");
        assertThat(view().isKept()).isFalse();
        assertThat(portInUse()).isEqualTo(7);
        assertThat(revisions()).extracting(ConfigRevision::author).containsExactly("file", "file", "file", "ada");
    }

    @Test
    void whatOnlyItsProviderCanJudgeIsJudgedAsSoonAsThatIsThere() {
        home.create(shop("{\"port\": 1}"));
        home.catalogue.remove(provider);
        home.restart();
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 0}}");
        home.restart();
        assertThat(view().state()).isEqualTo(StoreView.State.UNAVAILABLE);

        provider = home.provider("test");
        assertThat(view().isKept()).isTrue();
        assertThat(portInUse()).isEqualTo(1);
    }

    @Test
    void anOldRevisionIsNotUsedBecauseANewProviderRefusesThePresentOne() {
        StoreView first = home.create(shop("{\"port\": 1}"));
        home.replace(shop("{\"port\": 2}"), first.revision());
        home.catalogue.remove(provider);
        home.provider(
                new TestProvider("test", "{\"type\": \"object\", \"properties\": {\"port\": {\"maximum\": 1}}}"),
                "2.0.0");

        assertThat(view().state()).isEqualTo(StoreView.State.FAILED);
        assertThat(view().problem().orElseThrow()).contains("/connection/port must be at most 1");
    }

    @Test
    void aHandEditThatRacesASaveIsNotLostUnseen() {
        StoreView first = home.create(shop("{\"port\": 1}"));
        // Written behind the server's back, and not noticed yet.
        try {
            Files.writeString(home.file("shop"), "{\"type\": \"test\", \"connection\": {\"port\": 2}}");
        } catch (IOException e) {
            throw new AssertionError(e);
        }

        assertThatThrownBy(() -> home.replace(shop("{\"port\": 3}"), first.revision()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.STORE_CHANGED));
        assertThat(portInUse()).isEqualTo(2);
        assertThat(revisions()).extracting(ConfigRevision::author).containsExactly("file", "ada");
        home.replace(shop("{\"port\": 3}"), view().revision());
        assertThat(home.editor().changes("shop", 2, 3))
                .containsExactly(change("/connection/port", Value.int64(2), Value.int64(3)));
    }

    @Test
    void aHandEditDuringTheTestOfASaveIsNotLostUnseen() {
        StoreView first = home.create(shop("{\"port\": 1}"));
        provider.whenOpening(config -> {
            provider.whenOpening(later -> {});
            home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 2}}");
        });

        assertThatThrownBy(() -> home.replace(shop("{\"port\": 3}"), first.revision()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.STORE_CHANGED));
        assertThat(portInUse()).isEqualTo(2);
    }

    @Test
    void aConfigurationThatDoesNotWorkLeavesTheOldOneRunning() {
        StoreView first = home.create(shop("{\"port\": 1}"));
        StoreLease lease = home.keeper().lease("shop");
        provider.whenOpening(config -> {
            if (config.integer("port").orElse(0) == 2) {
                throw new StoreException(TestProvider.TestErrorCode.BROKEN, "The server sleeps.");
            }
        });

        assertThatThrownBy(() -> home.replace(shop("{\"port\": 2}"), first.revision()))
                .isInstanceOfSatisfying(ConfigTestFailedException.class, e -> {
                    assertThat(e.test().failed().orElseThrow().message()).isEqualTo("The server sleeps.");
                    assertThat(e.test().stages())
                            .extracting(Stage::outcome)
                            .containsExactly(Outcome.OK, Outcome.FAILED);
                });
        lease.store().check(Duration.ofSeconds(1));
        lease.close();
        assertThat(view().revision()).isEqualTo(first.revision());
        assertThat(revisions()).hasSize(1);

        home.editor().replace(shop("{\"port\": 2}"), first.revision(), "ada", Saving.UNTESTED);
        assertThatThrownBy(() -> home.keeper().lease("shop")).hasMessage("The server sleeps.");
        assertThat(revisions()).hasSize(2);
    }

    @Test
    void whatDoesNotTouchTheConnectionIsSavedWithoutATest() {
        StoreView first = home.create(shop("{\"port\": 1}"));
        StoreDefinition labelled = new StoreDefinition(
                "shop",
                "test",
                Home.json("{\"port\": 1}"),
                Document.empty(),
                Optional.of("SECRET"),
                Optional.empty(),
                Home.json("{\"health\": {\"interval\": \"30s\"}}"));
        home.replace(labelled, first.revision());

        assertThat(provider.stores).isEmpty();
        assertThat(view().classification()).contains("SECRET");
        assertThat(configuration().definition().orElseThrow().rest()).isEqualTo(labelled.rest());
    }

    @Test
    void aTrialOfAFileSaysWhatIsThere() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        List<Stage> missing =
                home.editor().test(shop("{\"path\": \"data/new.db\"}")).stages();
        assertThat(missing)
                .extracting(Stage::step)
                .containsExactly(Step.CONFIGURATION, Step.PATH, Step.READABLE, Step.WRITABLE, Step.FORMAT);
        assertThat(provider.stores).isEmpty();
        assertThat(folder.resolve("data/new.db")).doesNotExist();

        Files.writeString(folder.resolve("data/there.db"), "");
        assertThat(home.editor().test(shop("{\"path\": \"data/there.db\"}")).stages())
                .extracting(Stage::outcome)
                .containsOnly(Outcome.OK)
                .hasSize(5);
        assertThat(provider.open()).isZero();
        assertThat(provider.stores).hasSize(1);
    }

    @Test
    void aProviderThatThrowsAnythingFailsTheTrialAndNothingMore() {
        provider.whenOpening(config -> {
            throw new StackOverflowError();
        });
        assertThat(home.editor().test(shop("{}")).failed().orElseThrow().message())
                .contains("Provider test failed with java.lang.StackOverflowError");
    }

    @Test
    void aTrialNeverTellsASecret() {
        provider.whenOpening(config -> {
            throw new StoreException(
                    TestProvider.TestErrorCode.BROKEN, "Login with " + config.required("password") + " failed.");
        });

        assertThat(home.editor()
                        .test(shop("{\"password\": \"" + CANARY + "\"}"))
                        .toString())
                .doesNotContain(CANARY)
                .contains("Login with ******** failed.");
    }

    @Test
    void removingAStoreIsInItsHistory() {
        home.create(shop("{\"port\": 1}"));
        home.delete("shop");
        home.create(shop("{\"port\": 2}"));
        home.remove("shop");
        home.save("shop", "{\"type\": \"test\"}");

        assertThat(revisions())
                .extracting(ConfigRevision::kind)
                .containsExactly(Kind.EDITED, Kind.REMOVED, Kind.CREATED, Kind.REMOVED, Kind.CREATED);
    }

    @Test
    void savingWhatIsThereAlreadyChangesNothingAndKeepsTheSecretsName() {
        StoreView first = home.create(shop("{\"password\": \"" + CANARY + "\", \"port\": 1}"));
        assertThat(home.editor().changes(shop("{\"password\": \"********\", \"port\": 1}")))
                .isEmpty();
        assertThat(home.editor().changes(shop("{\"password\": \"" + CANARY + "\", \"port\": 1}")))
                .isEmpty();
        assertThat(home.editor().changes(shop("{\"password\": \"new\", \"port\": 1}")))
                .containsExactly(change("/connection/password", Value.text("********"), Value.text("********")));

        assertThat(home.replace(shop("{\"password\": \"" + CANARY + "\", \"port\": 1}"), first.revision())
                        .revision())
                .isEqualTo(first.revision());
        assertThat(revisions()).hasSize(1);
    }

    @Test
    void theEnvironmentOverridesValuesWithoutTouchingTheFile() throws Exception {
        home.environment.put("NAUST_STORES_SHOP_CONNECTION_PORT", "77");
        home.environment.put("NAUST_STORES_SHOP_CONNECTION_SSL_MODE", "require");
        home.environment.put("NAUST_STORES_SHOP_CONNECTION_PASSWORD", CANARY);
        home.environment.put("NAUST_STORES_SHOP_CLASSIFICATION", "SECRET");
        home.environment.put("NAUST_STORES_SHOP_HEALTH_MAX_RETRIES", "4");
        home.environment.put("NAUST_STORES_SHOP_CONNECTION_PROT", "1");
        home.environment.put("NAUST_STORES_SHOP_EU_CONNECTION_PORT", "5");
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 1}}");
        home.save("shop-eu", "{\"type\": \"test\", \"connection\": {\"port\": 1}}");

        assertThat(portInUse()).isEqualTo(77);
        assertThat(provider.last().config.text("ssl", "mode")).contains("require");
        assertThat(provider.last().config.required("password")).isEqualTo(CANARY);
        home.keeper().lease("shop-eu").close();
        assertThat(provider.last().config.integer("port")).hasValue(5);
        StoreConfiguration shown = configuration();
        assertThat(shown.overrides())
                .extracting(override -> override.pointer() + "=" + override.value())
                .contains("/connection/port=" + Value.int64(77), "/health/maxRetries=" + Value.int64(4));
        assertThat(shown.overrides())
                .filteredOn(override -> override.pointer().equals("/connection/password"))
                .singleElement()
                .satisfies(override -> {
                    assertThat(override.variable()).isEqualTo("NAUST_STORES_SHOP_CONNECTION_PASSWORD");
                    assertThat(override.value()).isEqualTo(Value.text("********"));
                });
        assertThat(shown.warnings())
                .extracting(ConfigProblem::message)
                .anyMatch(message -> message.contains("NAUST_STORES_SHOP_CONNECTION_PROT"));
        assertThat(shown.toString() + view()).doesNotContain(CANARY);
        assertThat(Files.readString(home.file("shop"))).doesNotContain("77");

        home.replace(shop("{\"port\": 2}"), view().revision());
        assertThat(Files.readString(home.file("shop"))).contains("2").doesNotContain("77", "require", CANARY);
        nothingHoldsTheCanaryBut();
    }

    @Test
    void anOverrideThatIsWrongIsNamed() {
        home.environment.put("NAUST_STORES_SHOP_CONNECTION_PORT", "many");
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 1}}");

        assertThat(view().state()).isEqualTo(StoreView.State.FAILED);
        assertThat(view().errors())
                .containsExactly(new ConfigProblem(
                        "/connection/port",
                        "must be given as a whole number; it is set by NAUST_STORES_SHOP_CONNECTION_PORT"));
    }

    @Test
    void onlyAllowedHostsAndNeverTheServerItselfMayBeNamed() throws Exception {
        home.ownPort = OptionalInt.of(7070);
        assertThat(home.validate(shop("{\"host\": \"localhost\", \"port\": 7070}")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("this server itself"));
        assertThat(home.validate(shop("{\"host\": \"127.0.0.1\", \"port\": 7070}")))
                .hasSize(1);
        assertThat(home.validate(shop("{\"host\": \"2130706433\", \"port\": 7070}")))
                .hasSize(1);
        assertThat(home.validate(shop("{\"host\": \"::ffff:127.0.0.1\", \"port\": 7070}")))
                .hasSize(1);
        assertThat(home.validate(shop("{\"host\": \"localhost\", \"port\": 5432}")))
                .isEmpty();

        Files.createDirectories(folder.resolve("config"));
        Files.writeString(
                folder.resolve("config/naust.json"), "{\"allowedHosts\": [\"*.db.example\", \"10.1.0.0/16\"]}");
        assertThat(home.validate(shop("{\"host\": \"a.db.example\"}"))).isEmpty();
        assertThat(home.validate(shop("{\"host\": \"10.1.2.3\"}"))).isEmpty();
        assertThat(home.validate(shop("{\"host\": \"10.2.2.3\"}")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("not among the hosts"));
        Files.writeString(folder.resolve("config/naust.json"), "{\"allowedHosts\": [\"169.254.0.0/16\"]}");
        assertThat(home.validate(shop("{\"host\": \"169.254.169.254\"}"))).hasSize(1);
    }
}
