package dev.naust.migration;

import dev.naust.api.model.CanonicalForm;
import dev.naust.api.model.DataRecord;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Endpoint;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequest.Reshape;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.api.service.Pump;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreRegistry;
import dev.naust.api.store.Profile;
import dev.naust.api.store.Rejected;
import dev.naust.api.store.SchemaEditing;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.migration.leftover.LeftoverRecords;
import dev.naust.migration.leftover.LeftoverRecords.Entry;
import dev.naust.migration.reshape.Pace;
import dev.naust.migration.reshape.ReshapedStore;
import dev.naust.migration.reshape.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Leftovers as a service: finds the run's target again and lets single records arrive there. */
@Component(service = Leftovers.class)
public final class LeftoversService implements Leftovers {
    private static final int AT_ONCE = 500;

    private final StoreRegistry stores;
    private final Pump pump;
    private final Runs runs;
    private final LeftoverRecords records;
    private final ServerMigrations server;

    @Activate
    public LeftoversService(
            @Reference StoreRegistry stores,
            @Reference Pump pump,
            @Reference Runs runs,
            @Reference ServerState state,
            @Reference ServerMigrations server) {
        this.stores = stores;
        this.pump = pump;
        this.runs = runs;
        this.records = new LeftoverRecords(state);
        this.server = server;
    }

    @Override
    public List<Leftover> list(String runId, Kind kind, long after, int limit) {
        return records.list(runId, kind, after, limit, false).stream()
                .map(Entry::leftover)
                .toList();
    }

    @Override
    public long open(String runId, Kind kind) {
        return records.open(runId, kind);
    }

    @Override
    public Leftover replay(String runId, long number, Document change) throws InterruptedException {
        Entry entry = find(runId, Kind.REJECT, number);
        try (StoreLease target = target(runId)) {
            LaterArrivals later = server.later(run(runId), target.store());
            return inTurn(runId, step -> one(later, step, entry), change);
        }
    }

    @Override
    public Tried replayAll(String runId, Document change) throws InterruptedException {
        return all(runId, Kind.REJECT, page -> inTurn(runId, page, change));
    }

    /** Replays rejects, in turn with a run that follows, which must not write the same records meanwhile. */
    private <T> T inTurn(String runId, Page<T> page, Document change) throws InterruptedException {
        boolean isGiven = change.size() > 0;
        Optional<Follower> follower = server.underway(runId).flatMap(Underway::following);
        if (follower.isPresent()) {
            Optional<T> done = follower.get()
                    .puttingRight()
                    .inTurn(following -> page.take((entry, later) ->
                            following.replay(entry, isGiven, now -> replay(now, later, change, Conflict.OVERWRITE))));
            if (done.isPresent()) {
                return done.get();
            }
        }
        if (server.followsElsewhere(run(runId))) {
            T done = page.take((entry, later) -> replay(entry, later, change, Conflict.OVERWRITE));
            server.askLook(runId);
            return done;
        }
        return page.take((entry, later) -> replay(entry, later, change, Conflict.FAIL));
    }

    @Override
    public Leftover decide(String runId, long number, Conflict decision) throws InterruptedException {
        Entry entry = find(runId, Kind.CONFLICT, number);
        try (StoreLease target = target(runId)) {
            LaterArrivals later = server.later(run(runId), target.store());
            return one(later, (each, arrivals) -> decide(each, arrivals, decision), entry);
        }
    }

    @Override
    public Tried decideAll(String runId, Conflict decision) throws InterruptedException {
        return all(
                runId,
                Kind.CONFLICT,
                page -> page.take((entry, later) -> {
                    try {
                        return decide(entry, later, decision);
                    } catch (StoreException e) {
                        if (e.code() == ServiceError.RECORD_CHANGED) {
                            return entry.leftover();
                        }
                        throw e;
                    }
                }));
    }

    /** What is done with each of many. */
    private interface Step {
        Leftover take(Entry entry, LaterArrivals later) throws InterruptedException;
    }

    /** Some of them, which a step is done with. */
    private interface Page<T> {
        T take(Step step) throws InterruptedException;
    }

    /** How a page is gone through. */
    private interface Tour {
        Tried take(Page<Tried> page) throws InterruptedException;
    }

    private Tried all(String runId, Kind kind, Tour tour) throws InterruptedException {
        Tried sum = new Tried(0, 0);
        try (StoreLease target = target(runId)) {
            List<Entry> page = records.list(runId, kind, 0, AT_ONCE, true);
            while (!page.isEmpty()) {
                List<Entry> now = page;
                LaterArrivals later = server.later(run(runId), target.store());
                Tried tried = tour.take(step -> each(now, later, step));
                sum = new Tried(sum.done() + tried.done(), sum.left() + tried.left());
                page = records.list(
                        runId, kind, now.get(now.size() - 1).leftover().number(), AT_ONCE, true);
            }
        }
        return sum;
    }

    private Tried each(List<Entry> page, LaterArrivals later, Step step) throws InterruptedException {
        long left = 0;
        for (Entry each : page) {
            boolean isKept = each.leftover().incoming().isPresent();
            left += !isKept || one(later, step, each).open() ? 1 : 0;
        }
        return new Tried(page.size() - left, left);
    }

    /** As it stands when its turn has come: somebody may have decided since the page was read. */
    private Leftover one(LaterArrivals later, Step step, Entry entry) throws InterruptedException {
        Leftover was = entry.leftover();
        return later.one(was.number(), () -> step.take(find(entry.run(), was.kind(), was.number()), later));
    }

    private Leftover replay(Entry entry, LaterArrivals later, Document change, Conflict policy)
            throws InterruptedException {
        if (!entry.leftover().open()) {
            return entry.leftover();
        }
        Store target = later.target();
        Schema there = there(entry, target);
        Document body = edited(entry, change, there);
        Schema given = LeftoverForms.given(
                body, there, entry.leftover().field(), change.get("fields").isPresent());
        Store seen = ReshapedStore.of(
                GivenRecords.of(given, List.of(DataRecord.of(given.key(), body))),
                reshape(change).map(reshape -> Map.of(given.id(), reshape)).orElse(Map.of()),
                new Pace(0),
                HashKey.ofServer());
        List<String> problems = new ArrayList<>();
        SchemaEditing editing = target.schemaEditing().orElseThrow();
        TargetDesign design =
                new TargetDesign(editing, target.types(), new Names(editing), Wishes.none(), Map.of(given.id(), there));
        CollectionPlan plan = design.design(List.of(new Profile(seen.describe(given.id()), 1, List.of())))
                .get(0);
        problems.addAll(design.blockers());
        if (problems.isEmpty()) {
            Arrival arrival = later.by(policy, plan.writeAs(), plan.there().orElseThrow());
            new Meeting(pump, plan, new Options(policy, 1, true, false, 1), seen, target, arrival)
                    .move(1, moved -> {}, (Rejected rejected) -> problems.add(rejected.reason()), outcome -> {});
        }
        return problems.isEmpty()
                ? save(entry, false, "replayed", entry.leftover().there())
                : save(
                        entry,
                        true,
                        String.join("; ", problems),
                        entry.leftover().there());
    }

    private Leftover decide(Entry entry, LaterArrivals later, Conflict decision) throws InterruptedException {
        if (!entry.leftover().open()) {
            return entry.leftover();
        }
        Store target = later.target();
        Schema there = there(entry, target);
        Document incoming = incoming(entry);
        Schema writeAs = LeftoverForms.brought(incoming, there);
        Optional<Document> now = target.lookup()
                .orElseThrow()
                .find(there.id(), RecordKey.from(incoming, there.key()))
                .map(DataRecord::body);
        Optional<Document> shown = entry.leftover().there();
        if (now.isPresent() && shown.isPresent() && !same(now.get(), shown.get())) {
            save(entry, true, "the target's record has changed since", now);
            throw new StoreException(
                    ServiceError.RECORD_CHANGED,
                    "The record " + entry.leftover().key()
                            + " in the target is another one by now: look at the conflict"
                            + " again, which shows it, and decide then");
        }
        Arrival.Outcome outcome =
                later.arrive(later.by(decision, writeAs, there), DataRecord.of(there.key(), incoming));
        return outcome.rejected().isEmpty()
                ? save(entry, false, "decided: " + decision, shown)
                : save(entry, true, outcome.rejected().get(0).reason(), shown);
    }

    private static boolean same(Document a, Document b) {
        CanonicalForm form = new CanonicalForm();
        return Arrays.equals(form.hash(a), form.hash(b));
    }

    private Leftover save(Entry entry, boolean open, String reason, Optional<Document> there)
            throws InterruptedException {
        Leftover now = entry.leftover().after(open, reason, there);
        records.replace(entry.with(now));
        return now;
    }

    private Entry find(String runId, Kind kind, long number) {
        return records.find(runId, kind, number)
                .orElseThrow(() -> new StoreException(
                        ServiceError.RECORD_NOT_FOUND,
                        "Migration " + runId + " has no " + kind.name().toLowerCase(java.util.Locale.ROOT)
                                + " with the number " + number));
    }

    private StoreLease target(String runId) {
        String target =
                run(runId).parameters().get("target").map(Value::toString).orElse("");
        return stores.lease(new Endpoint.StoreId(target).id());
    }

    private Run run(String runId) {
        return runs.find(runId)
                .orElseThrow(() -> new StoreException(ServiceError.RUN_NOT_FOUND, "There is no migration " + runId));
    }

    private static Schema there(Entry entry, Store target) {
        DatasetId id = entry.target();
        boolean present = target.datasets().stream().anyMatch(each -> each.id().equals(id));
        if (!present) {
            throw new StoreException(
                    ServiceError.COLLECTION_NOT_FOUND,
                    "The target has no collection " + id
                            + " (any more): a run that does not continue on errors takes back"
                            + " what it made. Run it again with continueOnError, then replay");
        }
        return Adoption.writable(target.describe(id));
    }

    private static Document incoming(Entry entry) {
        return entry.leftover()
                .incoming()
                .orElseThrow(() -> new StoreException(
                        ServiceError.OPTION_UNSUPPORTED,
                        "The record " + entry.leftover().key() + " was too large to be kept; put it right in the source"
                                + " and migrate it again"));
    }

    private static Document edited(Entry entry, Document change, Schema there) {
        Map<String, Value> fields = incoming(entry).toMap();
        Map<String, Value> edits = new LinkedHashMap<>();
        change.get("value").ifPresent(value -> edits.put(entry.leftover().field(), value));
        change.get("values")
                .filter(Document.class::isInstance)
                .ifPresent(values -> edits.putAll(((Document) values).toMap()));
        edits.forEach((name, value) -> {
            if (!fields.containsKey(name)) {
                throw new StoreException(
                        ServiceError.OPTION_UNSUPPORTED,
                        "The record has no field \"" + name + "\". It has: " + String.join(", ", fields.keySet()));
            }
            fields.put(name, typed(value, there.field(name)));
        });
        return Document.of(fields);
    }

    /** JSON has no dates and no exact decimals: a text is read as what the field holds, where it can be. */
    private static Value typed(Value value, Optional<Field> field) {
        return value instanceof Text text && field.isPresent()
                ? Words.as(field.get().type().kind(), text).orElse(value)
                : value;
    }

    private static Optional<Reshape> reshape(Document change) {
        return change.get("fields").map(fields -> {
            Map<String, Value> collection = new LinkedHashMap<>();
            collection.put("name", Value.text("record"));
            collection.put("fields", fields);
            Map<String, Value> request = new LinkedHashMap<>();
            request.put("source", Value.text("source"));
            request.put("target", Value.text("target"));
            request.put("collections", new Value.Array(List.of(Document.of(collection))));
            try {
                return MigrationRequestForm.read(Document.of(request))
                        .reshapes()
                        .get("record");
            } catch (InvalidConfigException e) {
                throw new StoreException(
                        ServiceError.OPTION_UNSUPPORTED, "The change is not understood: " + e.getMessage());
            }
        });
    }
}
