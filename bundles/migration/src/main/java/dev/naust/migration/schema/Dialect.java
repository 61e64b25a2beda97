package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.jdbc.Sql;
import dev.naust.jdbc.SqlNames;
import java.util.Arrays;
import java.util.Optional;

/** The languages in which scripts are written, and how each quotes names. */
public enum Dialect implements SqlNames {
    POSTGRES("postgres", 63),
    SQLITE("sqlite", Integer.MAX_VALUE),
    SQLSERVER("sqlserver", 256);

    private final String id;
    private final int longest;

    Dialect(String id, int longest) {
        this.id = id;
        this.longest = longest;
    }

    /** The name by which it is chosen. */
    public String id() {
        return id;
    }

    /** The dialect of a provider. */
    public static Optional<Dialect> ofProvider(String type) {
        return type.equals("supabase")
                ? Optional.of(POSTGRES)
                : Arrays.stream(values())
                        .filter(dialect -> dialect.id.equals(type))
                        .findFirst();
    }

    /** The dialect that somebody names. */
    static Dialect named(String name) {
        return switch (name) {
            case "postgresql" -> POSTGRES;
            case "azuresql", "azure-sql", "mssql" -> SQLSERVER;
            default ->
                ofProvider(name)
                        .orElseThrow(() -> new StoreException(
                                ServiceError.OPTION_UNSUPPORTED,
                                "No statements are written for \"" + name
                                        + "\". Choose postgres, sqlite or sqlserver."));
        };
    }

    @Override
    public String quotes() {
        return this == SQLSERVER ? "[]" : "\"\"";
    }

    @Override
    public int longestIdentifier() {
        return longest;
    }

    @Override
    public boolean takesEmptyIdentifiers() {
        return this == SQLITE;
    }

    @Override
    public Sql table(DatasetId id) {
        return this == SQLITE ? escapeIdentifier(id.name()) : SqlNames.super.table(id);
    }

    /** A name, quoted. */
    public String name(String name) {
        return escapeIdentifier(name).toString();
    }

    /** A collection's name, quoted. */
    public String name(DatasetId id) {
        return table(id).toString();
    }
}
