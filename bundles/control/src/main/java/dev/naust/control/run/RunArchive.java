package dev.naust.control.run;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Entry;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.Run;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.service.StorageBackend;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Isolation;
import dev.naust.api.store.StoreException;
import dev.naust.json.JsonTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The runs that are on record, with their reports. */
final class RunArchive {
    private static final Field ID = Field.required("id", FieldType.of(Kind.TEXT));
    private static final Field DATA = Field.required("data", FieldType.of(Kind.TEXT));
    private static final Schema RUNS = Schema.table(
            DatasetId.of("naust_runs"),
            List.of(
                    ID,
                    Field.required("kind", FieldType.of(Kind.TEXT)),
                    Field.required("state", FieldType.of(Kind.TEXT)),
                    DATA),
            List.of("id"));
    private static final Schema REPORTS =
            Schema.table(DatasetId.of("naust_run_reports"), List.of(ID, DATA), List.of("id"));

    private final RunDocuments documents = new RunDocuments();
    private final ServerState state;

    RunArchive(ServerState state) {
        this.state = state;
    }

    /** A run on record, and whose it is. */
    record Kept(Run run, Lease lease) {}

    /**
     * Brings the record of a run up to date. A run that has no record gets one.
     *
     * @param hold by which the caller has the run
     * @param release whether nobody has it after this
     * @return whose it is now, and whether somebody wishes its end
     * @throws StoreException with {@code run.lost} when it is somebody else's by now; nothing is written then
     */
    Lease save(Run run, Optional<Document> report, Lease.Hold hold, boolean release, Node node)
            throws InterruptedException {
        return whole(inside -> {
            DocumentRepository runs = inside.repository(RUNS);
            Optional<Entry> there = runs.find(key(run.id()));
            Lease before = there.isPresent() ? lease(there.get()) : Lease.NONE.takenBy(node);
            if (!before.isHeldBy(hold)) {
                throw lost(run.id(), hold, before);
            }
            if (report.isPresent()) {
                put(inside.repository(REPORTS), documents.report(run.id(), report.get()));
            }
            Lease after = release ? before.released() : before.next();
            Document record = documents.record(run, after);
            if (there.isPresent()) {
                runs.replace(key(run.id()), record, Optional.of(there.get().version()));
            } else {
                runs.create(record);
            }
            return after;
        });
    }

    /**
     * Takes a run that was seen to be free, or abandoned.
     *
     * @param seen whose it was when that was seen
     * @param again whether it begins anew, so that wishes of before are forgotten
     * @return the caller's hold; empty when somebody else was faster
     */
    Optional<Lease> claim(String id, Lease seen, Node node, boolean again) throws InterruptedException {
        return change(id, kept -> kept.lease().equals(seen), lease -> {
            Lease mine = lease.takenBy(node);
            return again ? mine.cancelling(false) : mine;
        });
    }

    /** Puts the wish on record that a run ends, for the server that has it; the run as it stands. */
    Optional<Run> askCancel(String id) {
        state.ask(backend -> change(id, kept -> !kept.run().state().isFinal(), lease -> lease.cancelling(true)));
        return find(id);
    }

    /**
     * Asks the record whose a run is.
     *
     * @throws StoreException with {@code run.lost}
     */
    void confirm(String id, Lease.Hold hold) throws InterruptedException {
        Lease now = state.use(backend -> backend.repository(RUNS).find(key(id)))
                .map(this::lease)
                .orElse(Lease.NONE);
        if (!now.isHeldBy(hold)) {
            throw lost(id, hold, now);
        }
    }

    private Optional<Lease> change(String id, Predicate<Kept> when, UnaryOperator<Lease> how)
            throws InterruptedException {
        return whole(inside -> {
            DocumentRepository runs = inside.repository(RUNS);
            Optional<Entry> there = runs.find(key(id));
            Optional<Kept> kept = there.map(this::kept).filter(when);
            if (kept.isEmpty()) {
                return Optional.empty();
            }
            Lease changed = how.apply(kept.get().lease());
            Document record = documents.record(kept.get().run(), changed);
            runs.replace(key(id), record, Optional.of(there.get().version()));
            return Optional.of(changed);
        });
    }

    /**
     * Takes texts out of the record of a run that is over, and out of its report.
     *
     * @return whether something changed
     */
    boolean amend(String id, UnaryOperator<String> words, UnaryOperator<Document> how) {
        return state.ask(backend -> whole(inside -> {
            DocumentRepository runs = inside.repository(RUNS);
            Optional<Entry> there = runs.find(key(id))
                    .filter(entry -> documents.run(entry.body()).state().isFinal());
            if (there.isEmpty()) {
                return false;
            }
            Document record = there.get().body();
            Document other = documents.amended(record, words);
            if (!other.equals(record)) {
                runs.replace(key(id), other, Optional.of(there.get().version()));
            }
            DocumentRepository reports = inside.repository(REPORTS);
            Optional<Document> kept = reports.find(key(id)).map(entry -> documents.report(entry.body()));
            Optional<Document> left = kept.map(report -> JsonTexts.replaced(how.apply(report), words));
            if (!left.equals(kept)) {
                reports.replace(key(id), documents.report(id, left.orElseThrow()), Optional.empty());
            }
            return !other.equals(record) || !left.equals(kept);
        }));
    }

    /** Reading and writing are one: of two servers that change the same record one begins again, and sees what the other did. */
    private <T> T whole(StorageBackend.Work<T> work) throws InterruptedException {
        return state.use(backend -> {
            backend.repository(RUNS);
            backend.repository(REPORTS);
            return backend.transaction(Isolation.REPEATABLE_READ, work);
        });
    }

    private static StoreException lost(String id, Lease.Hold hold, Lease now) {
        return new StoreException(
                ServiceError.RUN_LOST,
                "Run " + id + " is not this server's any more: it holds number " + hold.fence() + ", and number "
                        + now.fence() + " is "
                        + (now.isFree() ? "on record" : "with server " + now.node())
                        + ". What this server would have written of it was refused");
    }

    private Kept kept(Entry entry) {
        return new Kept(documents.run(entry.body()), lease(entry));
    }

    private Lease lease(Entry entry) {
        return documents.lease(entry.body());
    }

    /** A run with whose it is. */
    Optional<Kept> look(String id) {
        return state.ask(backend -> backend.repository(RUNS).find(key(id))).map(this::kept);
    }

    Optional<Run> find(String id) {
        return state.ask(backend -> backend.repository(RUNS).find(key(id))).map(entry -> documents.run(entry.body()));
    }

    Optional<Document> report(String id) {
        return state.ask(backend -> backend.repository(REPORTS).find(key(id)))
                .map(entry -> documents.report(entry.body()));
    }

    /** Runs, the newest first; ids sort by time. */
    List<Run> list(Optional<String> kind, Optional<String> before, int limit) {
        List<Filter> filters = new ArrayList<>();
        kind.ifPresent(name -> filters.add(Filter.eq("kind", Value.text(name))));
        before.ifPresent(id -> filters.add(new Filter.Comparison("id", Filter.Operator.LT, Value.text(id))));
        return page(new Filter.And(filters), limit).stream().map(Kept::run).toList();
    }

    /** Runs that are not over, the newest first. */
    List<Kept> unfinished(Optional<String> before, int limit) {
        List<Filter> filters = new ArrayList<>();
        filters.add(new Filter.In(
                "state", List.of(Value.text(Run.State.QUEUED.name()), Value.text(Run.State.RUNNING.name()))));
        before.ifPresent(id -> filters.add(new Filter.Comparison("id", Filter.Operator.LT, Value.text(id))));
        return page(new Filter.And(filters), limit);
    }

    private List<Kept> page(Filter filter, int limit) {
        Query query = Query.first(limit).where(filter).sortedBy(Sort.down("id"));
        return state.ask(backend -> backend.repository(RUNS).list(query)).items().stream()
                .map(this::kept)
                .toList();
    }

    private static void put(DocumentRepository repository, Document record) throws InterruptedException {
        RecordKey key = RecordKey.from(record, List.of("id"));
        if (repository.find(key).isPresent()) {
            repository.replace(key, record, Optional.empty());
        } else {
            repository.create(record);
        }
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }
}
