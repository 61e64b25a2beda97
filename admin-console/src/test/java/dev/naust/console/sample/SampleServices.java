package dev.naust.console.sample;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.DefaultValue;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.ForeignKey;
import dev.naust.api.model.Index;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.model.Value;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.Plugins;
import dev.naust.api.service.ProviderRegistry;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreInstance;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Capability;
import dev.naust.api.store.ProviderInfo;
import dev.naust.api.store.StoreException;
import dev.naust.api.store.StoreProvider;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A harbour with a music shop, an archive, a store whose provider is gone, and a broken plugin. */
public final class SampleServices {
    private static final String POSTGRES_SCHEMA = """
            {"type": "object", "additionalProperties": false, "required": ["host", "database", "username"],
             "properties": {
               "host": {"type": "string", "description": "Name or address of the server."},
               "port": {"type": "integer", "default": 5432},
               "database": {"type": "string"},
               "username": {"type": "string", "title": "User"},
               "password": {"type": "string", "writeOnly": true},
               "ssl": {"type": "object", "title": "Encryption", "properties": {
                 "mode": {"enum": ["disable", "require", "verify-full"], "default": "require"}}},
               "pool": {"type": "object", "title": "Connections", "properties": {
                 "max": {"type": "integer", "default": 20, "description": "At most so many at a time."}}},
               "readOnly": {"type": "boolean", "description": "Refuse everything that changes data."}}}
            """;

    private final SampleStores stores = new SampleStores();
    private final SampleConfigurations configurations = new SampleConfigurations(stores);
    private final SampleMigrations migrations = new SampleMigrations();
    private final SamplePlugins plugins = new SamplePlugins();

    public SampleServices() {
        Document path = Document.of(Map.of("path", Value.text("data/chinook.db")));
        stores.add(view("chinook", "sqlite", StoreView.State.OPEN, "", path), music());
        stores.add(view("archive", "sqlite", StoreView.State.READY, "", path), new SampleStore());
        stores.add(view("scratch", "memory", StoreView.State.READY, "", Document.empty()), new SampleStore());
        plugins.add(new Plugins.Plugin(
                "provider-sqlite-0.1.0.jar",
                "dev.naust.provider-sqlite",
                "0.1.0",
                Plugins.State.RUNNING,
                List.of("sqlite"),
                Optional.empty(),
                new Plugins.Details(
                        List.of(),
                        List.of(new Plugins.Need("package dev.naust.api.store version [0.1,1)", false, true)),
                        Optional.empty(),
                        "0f".repeat(32),
                        12_869_781)));
    }

    /** Adds what needs somebody. */
    public SampleServices withProblems() {
        stores.add(view(
                "orders",
                "csv",
                StoreView.State.UNAVAILABLE,
                "Its provider csv is not there. Drop the provider's jar into the plugins folder.",
                Document.empty()));
        plugins.add(new Plugins.Plugin(
                "provider-broken.jar",
                "",
                "",
                Plugins.State.FAILED,
                List.of(),
                Optional.of("The jar is cut off or damaged. Copy it again."),
                new Plugins.Details(List.of(), List.of(), Optional.empty(), "e3".repeat(32), 17)));
        return this;
    }

    private static StoreView view(String id, String type, StoreView.State state, String problem, Document connection) {
        return new StoreView(
                id,
                type,
                state,
                problem.isEmpty() ? Optional.empty() : Optional.of(problem),
                id.equals("archive"),
                Optional.of("OPEN"),
                Optional.empty(),
                connection,
                Set.of(Capability.RECORDS, Capability.TRANSACTIONS, Capability.LOCAL, Capability.SQL),
                "1");
    }

    private static SampleStore music() {
        Schema album = new Schema(
                DatasetId.of("Album"),
                Shape.TABLE,
                List.of(
                        new Field(
                                "AlbumId",
                                FieldType.of(Kind.INT64, "INTEGER"),
                                false,
                                Optional.empty(),
                                Field.Generation.IDENTITY),
                        Field.required("Title", FieldType.sized(Kind.TEXT, 160, "NVARCHAR(160)")),
                        Field.of("Price", FieldType.decimal(10, 2, "NUMERIC(10,2)"))
                                .withDefault(Optional.of(
                                        new DefaultValue.Constant(new Value.Decimal(new BigDecimal("9.90"))))),
                        Field.of("Note", FieldType.of(Kind.TEXT, "TEXT"))),
                List.of("AlbumId"),
                List.of(new Index("IFK_AlbumTitle", true, false, List.of(new Index.Part("Title", false)))),
                List.of(new ForeignKey(
                        "",
                        List.of("AlbumId"),
                        DatasetId.of("Artist"),
                        List.of("ArtistId"),
                        ForeignKey.Action.CASCADE,
                        ForeignKey.Action.NO_ACTION,
                        0)),
                List.of());
        Schema artist = Schema.table(
                DatasetId.of("Artist"),
                List.of(Field.required("ArtistId", FieldType.of(Kind.INT64, "INTEGER"))),
                List.of());
        Schema sellers = new Schema(
                DatasetId.of("BestSellers"), Shape.VIEW, List.of(), List.of(), List.of(), List.of(), List.of());
        return new SampleStore()
                .with(
                        album,
                        IntStream.rangeClosed(1, 60)
                                .mapToObj(SampleServices::albumRecord)
                                .toList())
                .with(artist, List.of())
                .with(sellers, List.of());
    }

    private static Document albumRecord(int number) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("AlbumId", Value.int64(number));
        fields.put("Title", Value.text(number == 1 ? "<script>alert('Rock')</script>" : "Album " + number));
        fields.put("Price", new Value.Decimal(new BigDecimal("9.90")));
        fields.put("Note", number % 2 == 0 ? Value.ofNull() : Value.text("long ".repeat(100)));
        return Document.of(fields);
    }

    /** Three providers. */
    public ProviderRegistry providers() {
        List<RegisteredProvider> all = List.of(
                provider(
                        "memory",
                        "Memory",
                        "Records in the server's memory, gone when it stops.",
                        "{\"type\":\"object\"}"),
                provider("postgres", "PostgreSQL", "Databases of a PostgreSQL server.", POSTGRES_SCHEMA),
                provider(
                        "sqlite",
                        "SQLite",
                        "A database in one file.",
                        "{\"type\":\"object\",\"required\":[\"path\"],\"properties\":{\"path\":{\"type\":\"string\",\"title\":\"File\"}}}"));
        return new ProviderRegistry() {
            @Override
            public List<RegisteredProvider> providers() {
                return all;
            }

            @Override
            public Optional<RegisteredProvider> find(String id) {
                return all.stream().filter(provider -> provider.id().equals(id)).findFirst();
            }

            @Override
            public RegisteredProvider register(StoreProvider provider) {
                throw new StoreException(ServiceError.PROVIDER_EXISTS, "The sample's providers stay as they are.");
            }

            @Override
            public void choose(String id, String bundle) {
                throw new StoreException(ServiceError.PROVIDER_NOT_FOUND, "The sample's providers stay as they are.");
            }

            @Override
            public void unregister(String id) {
                throw new StoreException(ServiceError.PROVIDER_IN_USE, "The sample's providers stay as they are.");
            }
        };
    }

    private static RegisteredProvider provider(String id, String name, String description, String schema) {
        return new RegisteredProvider(
                id,
                "0.1.0",
                "dev.naust.provider-" + id,
                new ProviderInfo(name, description, Set.of(Capability.RECORDS, Capability.TRANSACTIONS)),
                schema,
                RegisteredProvider.State.ACTIVE,
                Optional.empty(),
                Set.of(),
                Set.of("lookup"),
                Instant.EPOCH,
                List.of(new StoreInstance(
                        "main-" + id,
                        id,
                        "0.1.0",
                        StoreInstance.State.OPEN,
                        Instant.EPOCH,
                        List.of(new StoreInstance.Borrower(
                                "dev.naust.transfer (Reading) on thread pump", Instant.EPOCH, true)),
                        List.of())));
    }

    public SampleConfigurations configurations() {
        return configurations;
    }

    public SampleStores stores() {
        return stores;
    }

    public SamplePlugins plugins() {
        return plugins;
    }

    public Comparisons comparisons() {
        return new SampleComparisons();
    }

    public SampleMigrations migrations() {
        return migrations;
    }
}
