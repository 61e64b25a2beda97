package dev.naust.control.audit;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.ServerState;
import dev.naust.api.store.Filter;
import dev.naust.api.store.Filter.Operator;
import dev.naust.api.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The entries as records of the server's state. */
final class AuditRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema ENTRIES = Schema.table(
            DatasetId.of("naust_audit"),
            List.of(
                    Field.required("sequence", FieldType.of(Kind.INT64)),
                    Field.required("at", TEXT),
                    Field.required("actor", TEXT),
                    Field.required("action", TEXT),
                    Field.required("target", TEXT),
                    Field.required("outcome", TEXT),
                    Field.required("details", TEXT),
                    Field.required("previous", TEXT),
                    Field.required("hash", TEXT)),
            List.of("sequence"));

    private final ServerState state;

    AuditRecords(ServerState state) {
        this.state = state;
    }

    /** Makes lines behind the last one and stores them, all or none; another node's meanwhile is a conflict. */
    interface Appending {
        /** @param newer the entries behind the one that the caller knows, in order */
        List<Line> lines(List<Line> newer);
    }

    /**
     * Appends in one transaction.
     *
     * @param known the sequence of the last entry that the caller knows
     * @param alone whether nobody else is expected to have added any; who did has the place, which is a conflict
     * @throws StoreException also when another node took the same place in the chain; then it may be tried again
     */
    List<Line> append(long known, boolean alone, Appending appending) throws InterruptedException {
        return state.use(backend -> {
            backend.repository(ENTRIES);
            return backend.transaction(inside -> {
                DocumentRepository entries = inside.repository(ENTRIES);
                List<Line> lines = appending.lines(alone ? List.of() : last(entries, known));
                entries.createAll(lines.stream().map(Line::record).toList());
                return lines;
            });
        });
    }

    /** The end of the log, however many entries others have added meanwhile; empty when that is still the one that is known. */
    private static List<Line> last(DocumentRepository entries, long known) throws InterruptedException {
        Query query = Query.first(1).where(after(known)).sortedBy(Sort.down("sequence"));
        return entries.list(query).items().stream()
                .map(entry -> Line.of(entry.body()))
                .toList();
    }

    /** Whether other servers may add entries. */
    boolean isShared() {
        return state.isShared();
    }

    /** How many entries there are. */
    long count() throws InterruptedException {
        return state.use(backend -> backend.repository(ENTRIES).count(Optional.empty()));
    }

    /** How many entries have a place that the chain does not have. */
    long countBelow(long sequence) throws InterruptedException {
        Filter below = new Filter.Comparison("sequence", Operator.LT, Value.int64(sequence));
        return state.use(backend -> backend.repository(ENTRIES).count(Optional.of(below)));
    }

    Optional<Line> find(long sequence) throws InterruptedException {
        return between(sequence, sequence).stream().findFirst();
    }

    /** Entries from one sequence to another, both included, in order. */
    List<Line> between(long first, long last) throws InterruptedException {
        Filter range = new Filter.And(List.of(
                new Filter.Comparison("sequence", Operator.GTE, Value.int64(first)),
                new Filter.Comparison("sequence", Operator.LTE, Value.int64(last))));
        return state.use(backend -> read(backend.repository(ENTRIES), range));
    }

    /** Some entries behind a sequence, whatever theirs are; empty when there are none. */
    List<Line> behind(long sequence) throws InterruptedException {
        return state.use(backend -> read(backend.repository(ENTRIES), after(sequence)));
    }

    private static Filter after(long sequence) {
        return new Filter.Comparison("sequence", Operator.GT, Value.int64(sequence));
    }

    private static List<Line> read(DocumentRepository entries, Filter filter) throws InterruptedException {
        List<Line> lines = new ArrayList<>();
        entries.list(Query.first(DocumentRepository.MOST).where(filter)).items().stream()
                .map(entry -> Line.of(entry.body()))
                .sorted(Comparator.comparingLong(Line::sequence))
                .forEach(lines::add);
        return lines;
    }
}
