package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.DocumentRepository;
import dev.naust.api.service.Migrations.Following;
import dev.naust.api.service.Migrations.Following.Stage;
import dev.naust.api.service.ServerState;
import dev.naust.json.DocumentRecords;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What servers that share a state tell each other of runs that follow: the one that is at a run how it stands, the others what it
 * was asked for there. Nothing of this is kept where a server has its state to itself. Safe for use by several threads.
 */
final class Notices {
    private final DocumentRecords standing = new DocumentRecords("naust_following");
    private final DocumentRecords wishes = new DocumentRecords("naust_wishes");
    private final DocumentRecords looks = new DocumentRecords("naust_looks");
    private final DocumentRecords tempos = new DocumentRecords("naust_tempo");
    private final ServerState state;

    Notices(ServerState state) {
        this.state = state;
    }

    /** What a run was asked for: the cutover, or else the way back. */
    record Wish(boolean isCutOver, Set<String> override) {
        Wish {
            override = Set.copyOf(override);
        }
    }

    /**
     * What a run's pace is to be.
     *
     * @param paused whether it is to write nothing; empty leaves that as it is
     * @param recordsPerSecond how many may pass, 0 for all; empty leaves that as it is
     */
    record Tempo(Optional<Boolean> paused, Optional<Long> recordsPerSecond) {}

    /** Whether there may be other servers. */
    boolean areRead() {
        return state.isShared();
    }

    /** Tells how a run stands. Of records only the number is told, so that no keys are left here. */
    void tell(String run, Following now) throws InterruptedException {
        put(standing, run, write(now));
    }

    /** How a run stands at the server that is at it. */
    Optional<Following> told(String run) {
        return areRead()
                ? state.ask(backend -> find(backend.repository(standing.schema()), standing, run))
                        .map(Notices::read)
                : Optional.empty();
    }

    /** Asks the server that is at a run. */
    void wish(String run, Wish wish) throws InterruptedException {
        put(
                wishes,
                run,
                Document.of(Map.of("cutOver", Value.Bool.of(wish.isCutOver()), "override", texts(wish.override()))));
    }

    /** What the run was asked for at another server, once. */
    Optional<Wish> take(String run) throws InterruptedException {
        return take(wishes, run)
                .map(kept -> new Wish(
                        kept.get("cutOver").orElseThrow().equals(Value.Bool.TRUE),
                        Set.copyOf(texts(kept.get("override").orElseThrow()))));
    }

    /** Asks the server that is at a run to look at its rejects anew. */
    void askLook(String run) throws InterruptedException {
        put(looks, run, Document.empty());
    }

    /** Whether a run was asked for that at another server, once. */
    boolean takeLook(String run) throws InterruptedException {
        return take(looks, run).isPresent();
    }

    /** Asks the server that is at a run to go at another pace. */
    void ask(String run, Tempo tempo) throws InterruptedException {
        Map<String, Value> fields = new LinkedHashMap<>();
        tempo.paused().ifPresent(paused -> fields.put("paused", Value.Bool.of(paused)));
        tempo.recordsPerSecond().ifPresent(most -> fields.put("recordsPerSecond", Value.int64(most)));
        put(tempos, run, Document.of(fields));
    }

    /** The pace that was asked for at another server, once. */
    Optional<Tempo> takeTempo(String run) throws InterruptedException {
        return take(tempos, run)
                .map(kept -> new Tempo(
                        kept.get("paused").map(Value.Bool.TRUE::equals),
                        kept.get("recordsPerSecond").map(most -> ((Value.Int64) most).number())));
    }

    private Optional<Document> take(DocumentRecords kind, String run) throws InterruptedException {
        return state.use(backend -> {
            DocumentRepository records = backend.repository(kind.schema());
            Optional<Document> found = find(records, kind, run);
            if (found.isPresent()) {
                records.delete(DocumentRecords.key(run), Optional.empty());
            }
            return found;
        });
    }

    /** Forgets a run that does not follow any more. */
    void forget(String run) throws InterruptedException {
        if (!areRead()) {
            return;
        }
        take(run);
        takeLook(run);
        state.use(backend -> {
            DocumentRepository records = backend.repository(standing.schema());
            return records.delete(DocumentRecords.key(run), Optional.empty());
        });
    }

    private void put(DocumentRecords kind, String run, Document document) throws InterruptedException {
        Document record = kind.record(run, document);
        state.use(backend -> {
            DocumentRepository records = backend.repository(kind.schema());
            return find(records, kind, run).isPresent()
                    ? records.replace(DocumentRecords.key(run), record, Optional.empty())
                    : records.create(record);
        });
    }

    private static Optional<Document> find(DocumentRepository records, DocumentRecords kind, String run)
            throws InterruptedException {
        return records.find(DocumentRecords.key(run)).map(entry -> kind.kept(entry.body()));
    }

    private static Document write(Following now) {
        Map<String, Value> unverified = new LinkedHashMap<>();
        now.unverified().forEach((collection, why) -> unverified.put(collection, Value.text(why)));
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("stage", Value.text(now.stage().name()));
        fields.put("behind", Value.int64(now.behind()));
        fields.put("seconds", Value.int64(now.seconds()));
        fields.put("applied", Value.int64(now.applied()));
        now.since().ifPresent(since -> fields.put("since", Value.text(since.toString())));
        fields.put("noReturn", Value.text(now.noReturn()));
        fields.put("open", Value.int64(now.openRecords()));
        fields.put("more", Value.Bool.of(now.isMoreOpen()));
        fields.put("unverified", Document.of(unverified));
        return Document.of(fields);
    }

    private static Following read(Document kept) {
        Map<String, String> unverified = new LinkedHashMap<>();
        ((Document) kept.get("unverified").orElseThrow())
                .toMap()
                .forEach((collection, why) -> unverified.put(collection, ((Text) why).string()));
        long open = number(kept, "open");
        boolean isMore = kept.get("more").filter(Value.Bool.TRUE::equals).isPresent();
        return new Following(
                Stage.valueOf(text(kept, "stage")),
                number(kept, "behind"),
                number(kept, "seconds"),
                number(kept, "applied"),
                kept.get("since").map(since -> Instant.parse(((Text) since).string())),
                text(kept, "noReturn"),
                open == 0
                        ? List.of()
                        : List.of((isMore ? "more than " : "") + Counted.records(open)
                                + ", which the list of rejects names"),
                open,
                isMore,
                unverified);
    }

    private static Value texts(Set<String> names) {
        return new Value.Array(new TreeSet<>(names)
                .stream().map(name -> (Value) Value.text(name)).toList());
    }

    private static List<String> texts(Value names) {
        return ((Value.Array) names)
                .items().stream().map(name -> ((Text) name).string()).toList();
    }

    private static String text(Document kept, String name) {
        return ((Text) kept.get(name).orElseThrow()).string();
    }

    private static long number(Document kept, String name) {
        return ((Value.Int64) kept.get(name).orElseThrow()).number();
    }
}
