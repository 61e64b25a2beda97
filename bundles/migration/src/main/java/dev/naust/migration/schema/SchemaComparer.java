package dev.naust.migration.schema;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Structure;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.SchemaComparisons;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Comparisons as a service: borrows the stores, reads both structures in the same words, and says what differs. */
@Component(service = SchemaComparisons.class)
public final class SchemaComparer implements SchemaComparisons {
    /** Where a store remembers its versions: which were run differs between stores that are the same. */
    private static final String HISTORY = "flyway_schema_history";

    private final StoreRegistry stores;

    @Activate
    public SchemaComparer(@Reference StoreRegistry stores) {
        this.stores = stores;
    }

    @Override
    public Structure extract(Endpoint store) throws InterruptedException {
        try (StoreLease lease = borrow(store)) {
            return whole(lease.store(), Dialect.ofProvider(lease.type()));
        }
    }

    @Override
    public Comparison compare(Request request) throws InterruptedException {
        Optional<Dialect> wanted = request.dialect().map(Dialect::named);
        try (StoreLease source = borrow(request.source());
                StoreLease target = borrow(request.target())) {
            return compare(request, wanted, source, target);
        }
    }

    private static Comparison compare(Request request, Optional<Dialect> wanted, StoreLease source, StoreLease target)
            throws InterruptedException {
        Optional<Dialect> from = Dialect.ofProvider(source.type());
        Optional<Dialect> to = Dialect.ofProvider(target.type());
        Optional<Dialect> written = wanted.or(() -> to);
        boolean alike = to.isPresent() && from.equals(to) && written.equals(to);
        Structure left;
        Structure right;
        List<String> notes = new ArrayList<>();
        if (alike) {
            left = whole(source.store(), from);
            right = whole(target.store(), to);
        } else if (written.equals(to)
                && to.filter(Crossing::isWritten).isPresent()
                && target.store().structures().isPresent()
                && target.store().schemaEditing().isPresent()) {
            Crossing crossing = Crossing.of(source.store(), target.store(), to.get(), request.renames());
            left = crossing.wanted();
            right = crossing.there();
            notes.add("The two stores are of different technologies: what both can express is compared.");
        } else if (written.isPresent() && written.equals(to)) {
            left = Inferred.as(source.store(), target.store(), written.get());
            right = Inferred.own(target.store(), written.get());
            notes.add("The two stores are of different technologies: what both can express is compared.");
        } else if (written.isPresent()) {
            left = Inferred.in(source.store(), written.get());
            right = Inferred.in(target.store(), written.get());
            notes.add("The statements are for another technology than the target's: types are the nearest ones there.");
        } else {
            left = Inferred.plain(source.store());
            right = Inferred.plain(target.store());
            notes.add("A store of type " + target.type() + " takes no statements that change its structure.");
        }
        notes.addAll(left.notes());
        right.notes().stream().filter(note -> !notes.contains(note)).forEach(notes::add);
        left = chosen(left, request.collections());
        right = chosen(right, withOldNames(request));
        requireKnown(request, left, right);
        Delta delta = Matching.of(left, right, request.renames(), alike && to.equals(Optional.of(Dialect.POSTGRES)));
        return new Comparison(
                source.name(),
                target.name(),
                left,
                right,
                Differences.of(delta),
                request.suggest() ? new Suggestions(source.store(), target.store(), delta).find() : List.of(),
                written.map(dialect -> ScriptText.of(dialect, delta, request.destructive())),
                notes);
    }

    private static Structure whole(Store store, Optional<Dialect> dialect) throws InterruptedException {
        var structures = store.structures();
        // Where fields are not declared, a structure has none, and what is found in documents says more; Azure SQL's
        // says no
        // more than what it tells to all technologies.
        if (structures.isPresent()
                && dialect.filter(each -> each != Dialect.SQLSERVER).isPresent()) {
            return structures.get().read();
        }
        return dialect.isPresent() ? Inferred.own(store, dialect.get()) : Inferred.plain(store);
    }

    private static List<String> withOldNames(Request request) {
        List<String> names = new ArrayList<>(request.collections());
        if (!names.isEmpty()) {
            request.renames().stream()
                    .filter(rename -> rename.collection().isEmpty())
                    .forEach(rename -> names.add(rename.from()));
        }
        return names;
    }

    /** Only the named tables and views, and what belongs to them; without names all but what Naust keeps there itself. */
    private static Structure chosen(Structure structure, List<String> names) {
        if (names.isEmpty()) {
            return new Structure(
                    structure.technology(),
                    structure.tables().stream()
                            .filter(table -> !table.id().name().equals(HISTORY) && !OwnCollections.isOne(table.id()))
                            .toList(),
                    structure.views(),
                    structure.sequences(),
                    structure.enums(),
                    structure.domains(),
                    structure.notes());
        }
        return new Structure(
                structure.technology(),
                structure.tables().stream()
                        .filter(table -> isNamed(names, table.id()))
                        .toList(),
                structure.views().stream()
                        .filter(view -> isNamed(names, view.id()))
                        .toList(),
                structure.sequences().stream()
                        .filter(each -> each.owner()
                                .filter(owner -> isNamed(names, owner))
                                .isPresent())
                        .toList(),
                structure.enums().stream()
                        .filter(type -> isUsed(type.id(), structure, names))
                        .toList(),
                structure.domains().stream()
                        .filter(type -> isUsed(type.id(), structure, names))
                        .toList(),
                structure.notes());
    }

    /** Whether a column of a named table is of a type, or of a domain that is made of it. */
    private static boolean isUsed(DatasetId type, Structure structure, List<String> names) {
        return structure.tables().stream()
                        .filter(table -> isNamed(names, table.id()))
                        .flatMap(table -> table.columns().stream())
                        .anyMatch(column -> Touched.isOf(column.type(), type))
                || structure.domains().stream()
                        .anyMatch(domain -> Touched.isOf(domain.type(), type) && isUsed(domain.id(), structure, names));
    }

    private static boolean isNamed(List<String> names, DatasetId id) {
        return names.stream().anyMatch(name -> Matching.means(name, id));
    }

    private static void requireKnown(Request request, Structure left, Structure right) {
        for (String name : request.collections()) {
            boolean known = left.tables().stream().anyMatch(table -> Matching.means(name, table.id()))
                    || right.tables().stream().anyMatch(table -> Matching.means(name, table.id()))
                    || left.views().stream().anyMatch(view -> Matching.means(name, view.id()))
                    || right.views().stream().anyMatch(view -> Matching.means(name, view.id()));
            if (!known) {
                throw new StoreException(
                        ServiceError.COLLECTION_NOT_FOUND,
                        "Neither store has a table or view " + name + "; look at their collections for its name.");
            }
        }
    }

    private StoreLease borrow(Endpoint endpoint) {
        if (endpoint instanceof Endpoint.Opened opened) {
            return new Lent(opened.lease());
        }
        return endpoint instanceof Endpoint.Address address
                ? stores.open(address.text())
                : stores.lease(((Endpoint.StoreId) endpoint).id());
    }

    /** Somebody else's lease: its end is not ours to decide. */
    private record Lent(StoreLease owners) implements StoreLease {
        @Override
        public Store store() {
            return owners.store();
        }

        @Override
        public String name() {
            return owners.name();
        }

        @Override
        public String type() {
            return owners.type();
        }

        @Override
        public void close() {
            // The owner closes it.
        }
    }
}
