package dev.naust.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.store.Capability;
import dev.naust.api.store.Hosts;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreConfig;
import dev.naust.api.store.StoreException;
import dev.naust.postgres.connection.PostgresErrorCode;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A Supabase project")
@Timeout(60)
class SupabaseTest {
    private static final String PROJECT = "abcdefghijklmnopqrst";

    private static StoreConfig config(String... pairs) {
        Map<String, Value> connection = new LinkedHashMap<>();
        connection.put("password", Value.text("secret"));
        for (int i = 0; i < pairs.length; i += 2) {
            connection.put(pairs[i], Value.text(pairs[i + 1]));
        }
        return StoreConfig.of("supa", Document.of(connection));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "session, aws-0-eu-north-1.pooler.supabase.com, 5432, postgres.abcdefghijklmnopqrst, 5",
        "transaction, aws-0-eu-north-1.pooler.supabase.com, 6543, postgres.abcdefghijklmnopqrst, 0",
        "direct, db.abcdefghijklmnopqrst.supabase.co, 5432, postgres, 5"
    })
    @DisplayName("is reached as its pooler wants it, and always encrypted")
    void poolers(String pooler, String host, int port, String user, int threshold) {
        for (String[] by : new String[][] {{"project", PROJECT}, {"url", "https://" + PROJECT + ".supabase.co"}}) {
            PostgresSettings settings = new PostgresSettings(
                    new SupabaseProject(config(by[0], by[1], "pooler", pooler, "region", "eu-north-1")).toPostgres());

            assertThat(settings.endpoints()).singleElement().satisfies(endpoint -> {
                assertThat(endpoint.host()).isEqualTo(host);
                assertThat(endpoint.port()).isEqualTo(port);
                var source = settings.dataSource(endpoint);
                assertThat(source.getUser()).isEqualTo(user);
                assertThat(source.getDatabaseName()).isEqualTo("postgres");
                assertThat(source.getSslMode()).isEqualTo("require");
                assertThat(source.getPrepareThreshold()).isEqualTo(threshold);
            });
        }
    }

    @Test
    @DisplayName("of which too little is known is refused by name")
    void unclear() {
        assertThat(catchThrowableOfType(
                                StoreException.class,
                                () -> new SupabaseProject(config("project", PROJECT)).toPostgres())
                        .code())
                .isEqualTo(PostgresErrorCode.BAD_CONFIGURATION);
        assertThat(catchThrowableOfType(
                                StoreException.class,
                                () -> new SupabaseProject(config("url", "https://example.com", "region", "eu-north-1"))
                                        .toPostgres())
                        .code())
                .isEqualTo(PostgresErrorCode.BAD_CONFIGURATION);
    }

    @Test
    @DisplayName("is never talked to without encryption, and found as the server's policy allows")
    void encrypted() {
        List<String> asked = new ArrayList<>();
        Hosts hosts = (host, port) -> {
            asked.add(host);
            return List.of(InetAddress.getLoopbackAddress());
        };
        StoreConfig known = config("project", PROJECT, "poolerHost", "pooler.example");
        StoreConfig translated = new SupabaseProject(known).toPostgres();
        Map<String, Value> here = new LinkedHashMap<>(translated.connection().toMap());
        here.put("port", Value.int64(TestServer.port()));
        StoreConfig config = new StoreConfig("supa", Document.of(here), Document.empty(), hosts);

        try (Store store = PostgresStore.open(new PostgresSettings(config), new SupabaseProject(known).access())) {
            assertThat(catchThrowableOfType(StoreException.class, () -> store.check(Duration.ofSeconds(5)))
                            .code())
                    .isEqualTo(PostgresErrorCode.TLS);
        }
        assertThat(asked).containsOnly("pooler.example");
    }

    @Test
    @DisplayName("shows what is yours, and Supabase's own schemas when they are chosen")
    void ownSchemas() {
        String database = TestServer.newDatabase();
        TestServer.execute(
                database,
                "CREATE SCHEMA auth; CREATE SCHEMA storage; CREATE TABLE auth.users (id int PRIMARY KEY);"
                        + " CREATE TABLE storage.objects (id int); CREATE TABLE mine (id int)");
        DatasetId users = DatasetId.of("auth", "users");
        try {
            PostgresSettings settings = new PostgresSettings(TestServer.config(database));
            try (Store store = PostgresStore.open(settings, new SupabaseProject(config()).access())) {
                assertThat(store.datasets()).extracting(Dataset::id).containsExactly(DatasetId.of("public", "mine"));
                assertThat(store.describe(users).key()).containsExactly("id");
            }
            StoreConfig chosen = StoreConfig.of(
                    "supa", Document.of(Map.of("schemas", new Value.Array(List.of(Value.text("auth"))))));
            try (Store store = PostgresStore.open(settings, new SupabaseProject(chosen).access())) {
                assertThat(store.datasets())
                        .extracting(Dataset::id)
                        .containsExactly(users, DatasetId.of("public", "mine"));
            }
        } finally {
            TestServer.drop(database);
        }
    }

    @Test
    @DisplayName("offers what its pooler lets through, and says why not the rest")
    void facets() {
        PostgresSettings settings = new PostgresSettings(TestServer.config("postgres"));
        try (Store store =
                PostgresStore.open(settings, new SupabaseProject(config("pooler", "transaction")).access())) {
            assertThat(store.messages()).isEmpty();
            assertThat(store.changeFeed()).isEmpty();
            assertThat(store.queue()).isPresent();
            assertThat(store.without(Capability.PUBSUB)).contains("session");
            assertThat(store.without(Capability.CHANGES)).contains("direct");
        }
        try (Store store = PostgresStore.open(settings, new SupabaseProject(config()).access())) {
            assertThat(Capability.shownBy(store))
                    .allSatisfy(
                            shown -> assertThat(new SupabaseProvider().info().capabilities())
                                    .contains(shown));
        }
        try (Store store = PostgresStore.open(settings, new SupabaseProject(config("pooler", "direct")).access())) {
            assertThat(store.changeFeed()).isPresent();
        }
    }
}
