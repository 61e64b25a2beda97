package dev.naust.registry.store;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.StoreDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The places where a store can be, as its definition says: its connection, and that with the values of each failover entry. */
final class FailoverList {
    /** What an entry may say of itself beside values of the connection. */
    static final String RESIDENCY = "residency";

    /** How a text begins that is kept as a secret as a whole: the reference in its place tells nobody which place it is. */
    private static final String SEALED = "${secret:";

    private FailoverList() {}

    /**
     * A place where a store can be.
     *
     * @param name shows no secret, and tells the places of a store apart
     * @param definition the store's, with the connection of this place
     */
    record Candidate(String name, boolean isPrimary, StoreDefinition definition, Optional<String> residency) {
        /** What an instance that is opened here is known by: the file's revision, and the place where it is not the first. */
        String revision(String ofFile) {
            return isPrimary ? ofFile : ofFile + "@" + name;
        }
    }

    /** The places of a store, its connection first. */
    static List<Candidate> of(StoreDefinition definition) {
        List<Candidate> candidates = new ArrayList<>();
        Set<String> names = new HashSet<>();
        candidates.add(candidate(definition, true, definition.residency(), names));
        for (Document entry : entries(definition)) {
            Optional<String> own =
                    entry.get(RESIDENCY).filter(Text.class::isInstance).map(place -> ((Text) place).string());
            candidates.add(candidate(
                    new StoreDefinition(
                            definition.id(),
                            definition.type(),
                            connection(definition, entry),
                            definition.features(),
                            definition.classification(),
                            definition.residency(),
                            definition.rest()),
                    false,
                    own.or(definition::residency),
                    names));
        }
        return List.copyOf(candidates);
    }

    /** The failover entries as they are written. */
    static List<Document> entries(StoreDefinition definition) {
        return definition.rest().get("failover").orElse(Value.ofNull()) instanceof Value.Array others
                ? others.items().stream()
                        .filter(Document.class::isInstance)
                        .map(Document.class::cast)
                        .toList()
                : List.of();
    }

    /** The connection with the values of an entry in the place of its own. */
    static Document connection(StoreDefinition definition, Document entry) {
        Document merged = definition.connection();
        for (Map.Entry<String, Value> field : entry.toMap().entrySet()) {
            if (!field.getKey().equals(RESIDENCY)) {
                merged = merged.with(field.getKey(), field.getValue());
            }
        }
        return merged;
    }

    private static Candidate candidate(
            StoreDefinition there, boolean isPrimary, Optional<String> residency, Set<String> taken) {
        String wanted = name(there);
        String name = wanted;
        for (int number = 2; !taken.add(name); number++) {
            name = wanted + " (" + number + ")";
        }
        return new Candidate(name, isPrimary, there, residency);
    }

    private static String name(StoreDefinition there) {
        Document connection = there.connection();
        Optional<String> host = text(connection, "host");
        if (host.isPresent()) {
            return host.get()
                    + connection
                            .get("port")
                            .map(port -> port instanceof Value.Int64 number ? ":" + number.number() : "")
                            .orElse("");
        }
        return text(connection, "uri")
                .or(() -> text(connection, "url"))
                .filter(uri -> !uri.startsWith(SEALED))
                .map(FailoverList::authority)
                .or(() -> text(connection, "project"))
                .or(() -> text(connection, "path"))
                .or(() -> text(connection, "root"))
                .or(() -> text(connection, "folder"))
                .orElse(there.type());
    }

    /** The hosts of a URI, without the names and passwords that may stand before them. */
    private static String authority(String uri) {
        if (uri.startsWith("${")) {
            return uri;
        }
        int start = uri.indexOf("://");
        String rest = start < 0 ? uri : uri.substring(start + 3);
        String authority = rest.split("[/?#]", 2)[0];
        return rest.substring(0, authority.length()).substring(authority.lastIndexOf('@') + 1);
    }

    private static Optional<String> text(Document connection, String name) {
        return connection
                .get(name)
                .filter(Text.class::isInstance)
                .map(text -> ((Text) text).string())
                .filter(text -> !text.isEmpty());
    }
}
