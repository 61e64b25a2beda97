package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.Storage;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.Position;
import dev.naust.migration.chunk.Checkpoints;
import dev.naust.migration.leftover.LeftoverRecords;
import dev.naust.migration.rollback.UndoLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What migrations, comparisons and repairs keep of records: rejects and undecided conflicts, reports with values of both sides,
 * and, in the targets, what records were before a run changed them, and at which record an unfinished run stood.
 */
@Component(service = KeptCopies.class)
public final class MigrationCopies implements KeptCopies {
    private final StoreRegistry stores;
    private final Storage storage;
    private final LeftoverRecords leftovers;
    private final Journals journals;
    private final Runs runs;

    @Activate
    public MigrationCopies(
            @Reference StoreRegistry stores,
            @Reference Storage storage,
            @Reference ServerState state,
            @Reference Runs runs) {
        this.stores = stores;
        this.storage = storage;
        this.leftovers = new LeftoverRecords(state);
        this.journals = new Journals(state);
        this.runs = runs;
    }

    @Override
    public boolean isOwn(DatasetId collection) {
        return OwnCollections.isOne(collection);
    }

    @Override
    public List<Copy> erase(Person person, boolean dryRun) throws InterruptedException {
        List<Copy> copies = new ArrayList<>(new ErasedLeftovers(leftovers, journals, runs, person).erase(dryRun));
        copies.addAll(new ErasedReports(runs, person).erase(dryRun));
        for (StoreView store : stores.stores()) {
            copies.addAll(eraseUndo(store.id(), person, dryRun));
            copies.addAll(erasePlaces(store.id(), person, dryRun));
        }
        return copies;
    }

    /** A rollback that would bring records back loses them, and leaves those as the erasure left them. */
    private List<Copy> eraseUndo(String store, Person person, boolean dryRun) throws InterruptedException {
        List<Copy> copies = new ArrayList<>();
        try (StoreLease lease = stores.lease(store)) {
            List<String> taken = UndoLog.remove(
                    storage,
                    lease.store(),
                    (run, collection, entry) -> {
                        boolean theirs = isTheirs(store, collection, entry, person);
                        Optional<String> reason = person.retained(store, collection);
                        if (theirs && reason.isPresent()) {
                            copies.add(copy(store, run + "/" + entry.key(), Result.RETAINED, reason.get()));
                        }
                        return theirs && reason.isEmpty();
                    },
                    dryRun);
            taken.forEach(id -> copies.add(
                    copy(store, id, Result.ERASED, "a rollback of its migration no longer brings the record back")));
        }
        return copies;
    }

    /** A place in a collection is a key, and a key can name somebody: an unfinished run that stands at one goes on no more. */
    private List<Copy> erasePlaces(String target, Person person, boolean dryRun) throws InterruptedException {
        try (StoreLease lease = stores.lease(target)) {
            return Checkpoints.erase(
                            storage,
                            lease.store(),
                            (run, part, place) -> isAt(target, run, part, place, person),
                            dryRun)
                    .stream()
                    .map(id -> new Copy(
                            target,
                            Checkpoints.NAME,
                            id,
                            Result.ERASED,
                            "where an unfinished migration stood is taken out, so that it cannot go on; roll it back"))
                    .toList();
        }
    }

    private boolean isAt(String target, String run, String part, Position place, Person person)
            throws InterruptedException {
        Optional<Run> known = runs.find(run);
        String source = known.flatMap(each -> each.parameters().get("source"))
                .map(Value::toString)
                .orElse("");
        for (CollectionPlan each :
                journals.find(run).map(journal -> journal.plan().collections()).orElse(List.of())) {
            if (Durable.copying(each).equals(part)) {
                return known.filter(found -> !found.state().isFinal()).isEmpty()
                        && (person.isAt(source, each.source(), place) || person.isAt(target, each.target(), place));
            }
        }
        return false;
    }

    private static Copy copy(String store, String id, Result result, String reason) {
        return new Copy(store, UndoLog.NAME, id, result, reason);
    }

    private static boolean isTheirs(String store, DatasetId collection, UndoLog.Entry entry, Person person) {
        Document key = entry.key().toDocument();
        return person.has(store, collection, key)
                || entry.before()
                        .filter(body -> person.has(store, collection, body))
                        .isPresent();
    }
}
