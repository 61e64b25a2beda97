package dev.naust.api.store;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The validated configuration that a store is opened with. Its secrets are resolved: it must never be logged, and its
 * {@link #toString()} does not show them.
 *
 * @param storeId the id that the operator chose
 * @param connection valid against the provider's schema; paths are absolute
 * @param features switches of the configuration; empty where none are set
 * @param hosts how the provider finds the addresses that it connects to
 */
public record StoreConfig(String storeId, Document connection, Document features, Hosts hosts) {

    /** A configuration that may name any host. */
    public StoreConfig(String storeId, Document connection, Document features) {
        this(storeId, connection, features, Hosts.ANY);
    }

    /** A configuration without features. */
    public static StoreConfig of(String storeId, Document connection) {
        return new StoreConfig(storeId, connection, Document.empty());
    }

    /** A text of the connection, by its path of names. */
    public Optional<String> text(String... path) {
        return at(path).filter(Text.class::isInstance).map(value -> ((Text) value).string());
    }

    /** A text that the schema requires. */
    public String required(String... path) {
        return text(path)
                .orElseThrow(() -> new IllegalStateException("The schema of store " + storeId
                        + " let a configuration without " + String.join(".", path) + " pass"));
    }

    /** An integer of the connection. */
    public OptionalLong integer(String... path) {
        Optional<Value> value = at(path);
        return value.filter(Value.Int64.class::isInstance)
                .map(number -> OptionalLong.of(((Value.Int64) number).number()))
                .orElseGet(OptionalLong::empty);
    }

    /** A truth value of the connection. */
    public Optional<Boolean> truth(String... path) {
        return at(path).filter(Value.Bool.class::isInstance).map(value -> ((Value.Bool) value).isTrue());
    }

    /** Any value of the connection. */
    public Optional<Value> at(String... path) {
        Value value = connection;
        for (String name : path) {
            if (!(value instanceof Document document)) {
                return Optional.empty();
            }
            Optional<Value> next = document.get(name);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            value = next.get();
        }
        return Optional.of(value);
    }

    @Override
    public String toString() {
        return "StoreConfig[" + storeId + "]";
    }
}
