package dev.naust.console.sample;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers;
import dev.naust.api.service.MigrationRequest.Conflict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One conflict and one reject of one run, until somebody puts them right, and a reject of another that nobody can see whole. */
public final class SampleLeftovers implements Leftovers {
    private static final String RUN = "m7";
    private static final String UNSEEN = "m8";
    private static final String NAME = "lo\u0000ts \u202eC:\\";

    private final List<Document> changes = new ArrayList<>();

    private final List<Leftover> all = new ArrayList<>(List.of(
            new Leftover(
                    1,
                    Kind.CONFLICT,
                    "Artist",
                    "ArtistId=1",
                    "",
                    "",
                    "",
                    true,
                    Optional.of(artist("AC/DC")),
                    Optional.of(artist("Acca Dacca"))),
            new Leftover(
                    1,
                    Kind.REJECT,
                    "Invoice",
                    "InvoiceId=7",
                    "Total",
                    "1.005",
                    "The value is larger or finer than the field's declaration DECIMAL(10,2)",
                    true,
                    Optional.of(artist("a")),
                    Optional.empty())));

    private static Document artist(String name) {
        Map<String, Value> fields = new LinkedHashMap<>();
        fields.put("ArtistId", Value.int64(1));
        fields.put("Name", Value.text(name));
        return Document.of(fields);
    }

    /** What was given for the reject that nobody can see whole, in the order in which it came. */
    public List<Document> changes() {
        return changes;
    }

    @Override
    public List<Leftover> list(String runId, Kind kind, long after, int limit) {
        if (runId.equals(UNSEEN)) {
            return List.of(new Leftover(
                    1,
                    kind,
                    "Artist",
                    "Name=" + NAME,
                    "Name",
                    NAME,
                    "The text has U+0000",
                    true,
                    Optional.of(artist(NAME)),
                    Optional.of(artist("lots"))));
        }
        return all.stream()
                .filter(each -> runId.equals(RUN) && each.kind() == kind && each.number() > after)
                .toList();
    }

    @Override
    public long open(String runId, Kind kind) {
        return list(runId, kind, 0, 1).stream().filter(Leftover::open).count();
    }

    @Override
    public Leftover replay(String runId, long number, Document change) {
        if (runId.equals(UNSEEN)) {
            changes.add(change);
            return list(runId, Kind.REJECT, 0, 1).get(0);
        }
        return close(Kind.REJECT, "replayed");
    }

    @Override
    public Tried replayAll(String runId, Document change) {
        close(Kind.REJECT, "replayed");
        return new Tried(1, 0);
    }

    @Override
    public Leftover decide(String runId, long number, Conflict decision) {
        return close(Kind.CONFLICT, "decided: " + decision);
    }

    @Override
    public Tried decideAll(String runId, Conflict decision) {
        close(Kind.CONFLICT, "decided: " + decision);
        return new Tried(1, 0);
    }

    private Leftover close(Kind kind, String reason) {
        Leftover was =
                all.stream().filter(each -> each.kind() == kind).findFirst().orElseThrow();
        Leftover now = new Leftover(
                was.number(),
                kind,
                was.collection(),
                was.key(),
                was.field(),
                was.value(),
                reason,
                false,
                was.incoming(),
                was.there());
        all.set(all.indexOf(was), now);
        return now;
    }
}
