package dev.naust.backup.catalogue;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Field;
import dev.naust.api.model.FieldType;
import dev.naust.api.model.Kind;
import dev.naust.api.model.RecordKey;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Backups.NewSchedule;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.DocumentRepository.Entry;
import dev.naust.api.service.DocumentRepository.Query;
import dev.naust.api.service.DocumentRepository.Sort;
import dev.naust.api.service.ServerState;
import dev.naust.api.service.ServiceError;
import dev.naust.api.store.StoreException;
import dev.naust.json.ExactJson;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/** The schedules that are on record. Safe for use by several threads and several servers. */
public final class ScheduleRecords {
    private static final FieldType TEXT = FieldType.of(Kind.TEXT);
    private static final Schema SCHEDULES = Schema.table(
            DatasetId.of("naust_backup_schedules"),
            List.of(
                    Field.required("id", TEXT),
                    Field.required("since", TEXT),
                    Field.required("data", TEXT),
                    Field.of("run", TEXT),
                    Field.of("problem", TEXT)),
            List.of("id"));

    private final ServerState state;
    private final ExactJson json = new ExactJson();

    /** Keeps them in the server's state. */
    public ScheduleRecords(ServerState state) {
        this.state = state;
    }

    /**
     * A schedule with what became of it.
     *
     * @param since the last time that was seen to, as the clock of its zone showed it
     */
    public record Kept(NewSchedule rule, LocalDateTime since, Optional<String> lastRun, Optional<String> problem) {}

    /** All of them, sorted by id. */
    public List<Kept> all() {
        Query query = Query.first(DocumentRepository.MOST).sortedBy(Sort.up("id"));
        return state.ask(backend -> backend.repository(SCHEDULES).list(query)).items().stream()
                .map(this::kept)
                .toList();
    }

    /** The schedule with this id. */
    public Optional<Kept> find(String id) {
        return state.ask(backend -> backend.repository(SCHEDULES).find(key(id))).map(this::kept);
    }

    /** Adds a schedule, or replaces the one with the same id. */
    public void put(Kept kept) {
        state.ask(backend -> {
            DocumentRepository records = backend.repository(SCHEDULES);
            RecordKey key = key(kept.rule().id());
            return records.find(key).isPresent()
                    ? records.replace(key, row(kept), Optional.empty())
                    : records.create(row(kept));
        });
    }

    /** Moves a schedule on to a later time; false when somebody else did, or it was changed or removed. */
    public boolean advance(String id, LocalDateTime from, LocalDateTime to) {
        try {
            return state.ask(backend -> {
                DocumentRepository records = backend.repository(SCHEDULES);
                Optional<Entry> there = records.find(key(id));
                if (there.isEmpty() || !kept(there.get()).since().equals(from)) {
                    return false;
                }
                Document change = Document.empty().with("since", Text.of(to.toString()));
                records.update(key(id), change, Optional.of(there.get().version()));
                return true;
            });
        } catch (StoreException e) {
            if (e.code() == ServiceError.RECORD_CHANGED || e.code() == ServiceError.RECORD_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Notes what became of a schedule's last time. */
    public void note(String id, Optional<String> run, Optional<String> problem) {
        Document change = Document.empty()
                .with("run", run.<Value>map(Text::of).orElse(Value.ofNull()))
                .with("problem", problem.<Value>map(Text::of).orElse(Value.ofNull()));
        state.ask(backend -> {
            DocumentRepository records = backend.repository(SCHEDULES);
            if (records.find(key(id)).isPresent()) {
                records.update(key(id), change, Optional.empty());
            }
            return id;
        });
    }

    /** Whether it was there. */
    public boolean remove(String id) {
        return state.ask(backend -> backend.repository(SCHEDULES).delete(key(id), Optional.empty()));
    }

    private Document row(Kept kept) {
        NewSchedule rule = kept.rule();
        Document data = new Fields()
                .put("store", rule.store())
                .put(
                        "collections",
                        new Value.Array(
                                rule.collections().stream().<Value>map(Text::of).toList()))
                .put("location", rule.location())
                .put("cron", rule.cron())
                .put("zone", rule.zone())
                .put("keepLast", rule.keepLast())
                .put("keepDays", rule.keepDays())
                .put("drill", rule.drill())
                .document();
        return new Fields()
                .put("id", rule.id())
                .put("since", kept.since().toString())
                .put("data", json.write(data))
                .put("run", kept.lastRun())
                .put("problem", kept.problem())
                .document();
    }

    private Kept kept(Entry entry) {
        Document row = entry.body();
        Document data = json.readDocument(Fields.text(row, "data"));
        NewSchedule rule = new NewSchedule(
                Fields.text(row, "id"),
                Fields.text(data, "store"),
                ((Value.Array) data.get("collections").orElseThrow())
                        .items().stream().map(value -> ((Text) value).string()).toList(),
                Fields.optional(data, "location"),
                Fields.text(data, "cron"),
                Fields.text(data, "zone"),
                (int) Fields.number(data, "keepLast"),
                (int) Fields.number(data, "keepDays"),
                data.get("drill").orElseThrow() == Value.Bool.TRUE);
        return new Kept(
                rule,
                LocalDateTime.parse(Fields.text(row, "since")),
                Fields.optional(row, "run"),
                Fields.optional(row, "problem"));
    }

    private static RecordKey key(String id) {
        return RecordKey.of("id", Value.text(id));
    }
}
