package dev.naust.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.registry.store.StoreKeeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators and other bundles see of stores: files, leases, providers that come and go. */
final class StoreKeeperTest {
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

    private StoreKeeper keeper() {
        return home.keeper();
    }

    private StoreView view(String id) {
        return keeper().find(id).orElseThrow();
    }

    @Test
    void aStoreOpensWhenItIsFirstBorrowedAndAllBorrowersShareIt() {
        home.create(Home.store("shop", "test", "{\"path\": \"data/shop.db\"}"));
        assertThat(view("shop").state()).isEqualTo(StoreView.State.READY);
        assertThat(provider.stores).isEmpty();

        try (StoreLease first = keeper().lease("shop");
                StoreLease second = keeper().lease("shop")) {
            assertThat(first.store()).isSameAs(second.store());
            assertThat(first.name()).isEqualTo("shop");
            assertThat(first.type()).isEqualTo("test");
        }

        assertThat(view("shop").state()).isEqualTo(StoreView.State.OPEN);
        assertThat(view("shop").capabilities()).isNotEmpty();
        assertThat(provider.stores).hasSize(1);
        assertThat(provider.last().config.required("path"))
                .isEqualTo(folder.resolve("data/shop.db").toString());
        assertThat(home.catalogue.find("test").orElseThrow().instances()).hasSize(1);
    }

    @Test
    void storesOfFilesAreThereAtStart() {
        home.save("b", "{\"type\": \"test\"}");
        home.save("a", "{\"type\": \"test\", \"classification\": \"SECRET\", \"residency\": \"norway\"}");
        home.restart();

        assertThat(keeper().stores()).extracting(StoreView::id).containsExactly("a", "b");
        assertThat(view("a").classification()).contains("SECRET");
        assertThat(view("a").residency()).contains("norway");
        assertThat(view("a").isDefault()).isFalse();
    }

    @Test
    void theDefaultStoreIsTheOneThatTheServersSettingsName() throws Exception {
        home.save("a", "{\"type\": \"test\"}");
        home.save("b", "{\"type\": \"test\"}");
        Files.writeString(folder.resolve("config/naust.json"), "{\"defaultStore\": \"b\"}");

        assertThat(view("a").isDefault()).isFalse();
        assertThat(view("b").isDefault()).isTrue();
    }

    @Test
    void aChosenDefaultIsKeptAndTheRestOfTheSettingsStay() throws Exception {
        Path settings = folder.resolve("config/naust.json");
        home.save("a", "{\"type\": \"test\"}");
        home.save("b", "{\"type\": \"test\"}");
        Files.writeString(settings, "{\"fileRoots\": [\"data\", \"more\"], \"defaultStore\": \"b\"}");

        assertThat(keeper().chooseDefault("a").isDefault()).isTrue();
        home.restart();

        assertThat(keeper().defaultStore().id()).isEqualTo("a");
        assertThat(view("b").isDefault()).isFalse();
        assertThat(settings).content().contains("more");
        assertThatThrownBy(() -> keeper().chooseDefault("c"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.STORE_NOT_FOUND));
    }

    @Test
    void settingsThatAreNoJsonAreNotOverwritten() throws Exception {
        Path settings = folder.resolve("config/naust.json");
        home.save("a", "{\"type\": \"test\"}");
        Files.writeString(settings, "{\"fileRoots\": [");

        assertThatThrownBy(() -> keeper().chooseDefault("a"))
                .hasMessageContaining("config/naust.json cannot be changed");
        assertThat(settings).hasContent("{\"fileRoots\": [");
    }

    @Test
    void withoutAChoiceAnEmbeddedStoreIsMadeWhenItIsNeeded() {
        TestProvider sqlite = home.provider("sqlite");
        home.save("a", "{\"type\": \"test\"}");
        assertThat(keeper().stores()).noneMatch(StoreView::isDefault);

        StoreView made = keeper().defaultStore();

        assertThat(made.id()).isEqualTo("default");
        assertThat(made.isDefault()).isTrue();
        assertThat(keeper().defaultStore()).isEqualTo(made);
        keeper().lease("default").close();
        assertThat(sqlite.last().config.required("path"))
                .isEqualTo(folder.resolve("data/default.sqlite").toString());
    }

    @Test
    void anOpenStoreClosesWhenNobodyHasItAndOpensAgain() {
        home.save("a", "{\"type\": \"test\"}");
        try (StoreLease lease = keeper().lease("a")) {
            assertThat(lease.isWithdrawn()).isFalse();
            assertThatThrownBy(() -> keeper().close(lease.name()))
                    .isInstanceOfSatisfying(
                            ProviderInUseException.class,
                            e -> assertThat(e.stores()).containsExactly("a"));
        }
        keeper().close("a");
        assertThat(provider.open()).isZero();
        assertThat(keeper().instances()).isEmpty();

        keeper().lease("a").close();
        assertThat(provider.open()).isOne();
        assertThat(keeper().instances())
                .singleElement()
                .satisfies(open -> assertThat(open.store()).isEqualTo("a"));
    }

    @Test
    void aLeaseTellsThatItsStoreWasClosedUnderIt() throws Exception {
        home.save("a", "{\"type\": \"test\"}");
        StoreLease lease = keeper().lease("a");

        home.restart();

        assertThat(lease.isWithdrawn()).isTrue();
        lease.close();
    }

    @Test
    void anInvalidFileIsListedWithEveryProblem() {
        home.save(
                "bad",
                "{\"type\": \"test\", \"conection\": {}, \"classification\": \"TOP\", \"features\": {\"x\": 1}}");

        StoreView view = view("bad");
        assertThat(view.state()).isEqualTo(StoreView.State.FAILED);
        assertThat(view.problem().orElseThrow())
                .contains("/conection is not known here; did you mean connection?")
                .contains("/classification must be one of CONFIDENTIAL, OPEN, RESTRICTED, SECRET")
                .contains("/features/x must be given as true or false");
        assertThatThrownBy(() -> keeper().lease("bad"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code().code()).isEqualTo("config.invalid"));
    }

    @Test
    void aFileThatIsNoJsonIsListedWithThePlace() {
        home.save("bad", "{\"type\": ");

        assertThat(view("bad").state()).isEqualTo(StoreView.State.FAILED);
        assertThat(view("bad").problem().orElseThrow()).contains("is not JSON: Line 1");
    }

    @Test
    void anInvalidEditKeepsTheLastValidConfigurationOpen() {
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 1}}");
        keeper().lease("shop").close();
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 0}}");

        assertThat(view("shop").state()).isEqualTo(StoreView.State.OPEN);
        assertThat(view("shop").problem().orElseThrow())
                .contains("the last valid configuration stays in use")
                .contains("/connection/port must be at least 1");
        try (StoreLease lease = keeper().lease("shop")) {
            lease.store().check(Duration.ofSeconds(1));
        }
        assertThat(provider.stores).hasSize(1);

        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 2}}");
        assertThat(view("shop").problem()).isEmpty();
        keeper().lease("shop").close();
        assertThat(provider.last().config.integer("port")).hasValue(2);
    }

    @Test
    void aChangedFileGivesNewBorrowersANewStoreAndLetsOldOnesFinish() {
        home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 1}}");
        try (StoreLease old = keeper().lease("shop")) {
            home.save("shop", "{\"type\": \"test\", \"connection\": {\"port\": 2}}");
            try (StoreLease fresh = keeper().lease("shop")) {
                assertThat(fresh.store()).isNotSameAs(old.store());
                old.store().check(Duration.ofSeconds(1));
            }
            assertThat(provider.open()).isEqualTo(2);
        }
        assertThat(provider.open()).isEqualTo(1);
    }

    @Test
    void aRemovedFileTakesTheStoreAway() {
        home.save("shop", "{\"type\": \"test\"}");
        StoreLease lease = keeper().lease("shop");
        home.remove("shop");

        assertThat(keeper().find("shop")).isEmpty();
        assertThatThrownBy(() -> keeper().lease("shop"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.STORE_NOT_FOUND));
        assertThat(provider.open()).isEqualTo(1);
        lease.close();
        assertThat(provider.open()).isZero();
    }

    @Test
    void anIdIsTakenOnlyOnce() {
        home.create(Home.store("shop", "test", "{}"));

        assertThatThrownBy(() -> home.create(Home.store("shop", "test", "{}")))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.STORE_EXISTS));
    }

    @Test
    void aChangeFromAnOldRevisionIsRefused() {
        String first = home.create(Home.store("shop", "test", "{\"port\": 1}")).revision();
        String second =
                home.replace(Home.store("shop", "test", "{\"port\": 2}"), first).revision();

        assertThat(second).isNotEqualTo(first);
        assertThatThrownBy(() -> home.replace(Home.store("shop", "test", "{\"port\": 3}"), first))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.STORE_CHANGED));
    }

    @Test
    void aBorrowedStoreIsNotDeletedAndSaysWhoHasIt() {
        home.create(Home.store("shop", "test", "{}"));
        try (StoreLease lease = keeper().lease("shop")) {
            assertThatThrownBy(() -> home.delete(lease.name()))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.PROVIDER_IN_USE))
                    .hasMessageContaining(Thread.currentThread().getName());
        }
        home.delete("shop");

        assertThat(keeper().stores()).isEmpty();
        assertThat(home.file("shop")).doesNotExist();
        assertThat(provider.open()).isZero();
    }

    @Test
    void anUnknownTypeIsAProblemThatNamesTheLikelyOne() {
        assertThat(home.validate(Home.store("shop", "tset", "{}")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.pointer()).isEqualTo("/type");
                    assertThat(problem.message()).contains("did you mean test?");
                });
    }

    @Test
    void everyProblemOfADefinitionIsToldAtOnce() {
        assertThatThrownBy(() -> home.create(Home.store(
                        "Shop",
                        "test",
                        "{\"prot\": 1, \"port\": 70000, \"path\": \"../x\", \"ssl\": {\"host\": \"169.254.169.254\"},"
                                + " \"pool\": {\"min\": 3, \"max\": 2}}")))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> assertThat(e.problems())
                                .extracting(ConfigProblem::pointer)
                                .contains(
                                        "/id",
                                        "/connection/prot",
                                        "/connection/port",
                                        "/connection/path",
                                        "/connection/ssl/host",
                                        "/connection/pool/min"));
        assertThat(folder.resolve("config/stores")).doesNotExist();
    }

    @Test
    void aStoreWithoutItsProviderSaysWhatIsMissing() {
        home.save("sheet", "{\"type\": \"csv\", \"connection\": {\"folder\": \"data\"}}");

        assertThat(view("sheet").state()).isEqualTo(StoreView.State.UNAVAILABLE);
        assertThat(view("sheet").problem()).contains("provider csv is not there: put its jar into plugins/");
        assertThatThrownBy(() -> keeper().lease("sheet"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.STORE_UNAVAILABLE));
    }

    @Test
    void storesCloseWhenTheirProviderGoesAndOpenAgainWithTheNextOne() {
        home.save("shop", "{\"type\": \"test\"}");
        keeper().lease("shop").close();

        home.catalogue.remove(provider);
        assertThat(provider.open()).isZero();
        assertThat(view("shop").state()).isEqualTo(StoreView.State.UNAVAILABLE);

        TestProvider next = home.provider("test");
        try (StoreLease lease = keeper().lease("shop")) {
            assertThat(lease.store()).isSameAs(next.last());
        }
    }

    @Test
    void aProviderThatGoesWaitsForLeasesToEnd() {
        home.save("shop", "{\"type\": \"test\"}");
        StoreLease lease = keeper().lease("shop");
        Thread leaving = new Thread(() -> home.catalogue.remove(provider), "leaving");
        leaving.start();

        await().until(() -> view("shop").state() == StoreView.State.UNAVAILABLE);
        assertThatThrownBy(() -> keeper().lease("shop")).isInstanceOf(StoreException.class);
        lease.store().check(Duration.ofSeconds(1));
        assertThat(leaving.isAlive()).isTrue();

        lease.close();
        await().until(() -> !leaving.isAlive());
        assertThat(provider.open()).isZero();
    }

    @Test
    void aStoreThatCannotOpenSaysWhyUntilItCan() {
        home.create(Home.store("shop", "test", "{}"));
        provider.whenOpening(config -> {
            throw new StoreException(TestProvider.TestErrorCode.BROKEN, "The server sleeps.");
        });
        assertThatThrownBy(() -> keeper().lease("shop")).hasMessage("The server sleeps.");
        assertThat(view("shop").state()).isEqualTo(StoreView.State.FAILED);
        assertThat(view("shop").problem()).contains("The server sleeps.");

        provider.whenOpening(config -> {});
        keeper().lease("shop").close();
        assertThat(view("shop").state()).isEqualTo(StoreView.State.OPEN);
        assertThat(view("shop").problem()).isEmpty();
    }

    @Test
    void aProviderThatThrowsSomethingElseIsNamed() {
        home.create(Home.store("shop", "test", "{}"));
        provider.whenOpening(config -> {
            throw new NoClassDefFoundError("org/example/Driver");
        });

        assertThatThrownBy(() -> keeper().lease("shop"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Store shop cannot be opened: its provider test failed")
                .hasMessageContaining("org/example/Driver");
    }

    @Test
    void anEndpointOpensAStoreOfItsOwn() {
        StoreLease lease = keeper().open("test:some.db");

        assertThat(lease.name()).isEqualTo("test:some.db");
        assertThat(provider.last().config.required("path"))
                .isEqualTo(Path.of("some.db").toAbsolutePath().toString());
        assertThat(keeper().stores()).isEmpty();
        lease.close();
        assertThat(provider.open()).isZero();
    }

    @Test
    void anUnknownEndpointIsToldWhichFormsThereAre() {
        assertThatThrownBy(() -> keeper().open("tets:some.db"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(ServiceError.ENDPOINT_UNKNOWN))
                .hasMessageContaining("did you mean test:PATH?")
                .hasMessageContaining("one of these forms: test:PATH.");
    }

    @Test
    void everythingIsClosedWhenTheRegistryStops() {
        home.create(Home.store("shop", "test", "{}"));
        keeper().lease("shop");
        keeper().open("test:some.db");
        home.keeper().close();

        assertThat(provider.open()).isZero();
    }
}
