package dev.naust.backup.catalogue;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Backups.Backup;
import dev.naust.api.service.Backups.Check;
import dev.naust.api.service.Backups.Part;
import dev.naust.api.service.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A backup as the catalogue has it.
 *
 * @param seal names exactly the file that was made, so that another one in its place is found out; empty until it is there
 * @param erasures where the ledger of erasures stood when the backup was begun; 0 where nobody noted that
 */
public record Backed(Backup backup, String seal, long erasures) {

    /** A backup that is being made. */
    public static Backed begun(
            String id,
            String store,
            String type,
            String location,
            String file,
            Instant now,
            String closedWith,
            Optional<String> schedule,
            long erasures) {
        return new Backed(
                new Backup(
                        id,
                        store,
                        type,
                        List.of(),
                        location,
                        file,
                        Run.State.RUNNING,
                        now,
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        closedWith,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        schedule,
                        Optional.empty()),
                "",
                erasures);
    }

    /** The same, ended in this state. */
    public Backed ended(Run.State state, Instant now, Optional<String> problem) {
        return with(state, Optional.of(now), backup.verified(), backup.drilled(), problem);
    }

    /** The same, being made again. */
    public Backed again() {
        return with(Run.State.RUNNING, Optional.empty(), backup.verified(), backup.drilled(), Optional.empty());
    }

    /** The same, complete. */
    public Backed complete(
            Instant now,
            long size,
            List<Part> parts,
            Optional<String> classification,
            Optional<String> residency,
            boolean consistent,
            String newSeal) {
        return new Backed(
                new Backup(
                        backup.id(),
                        backup.store(),
                        backup.type(),
                        parts,
                        backup.location(),
                        backup.file(),
                        Run.State.SUCCEEDED,
                        backup.createdAt(),
                        Optional.of(now),
                        size,
                        classification,
                        residency,
                        backup.closedWith(),
                        consistent,
                        Optional.of(new Check(now, Optional.empty())),
                        Optional.empty(),
                        backup.schedule(),
                        Optional.empty()),
                newSeal,
                erasures);
    }

    /** The same after all of it was read; damage makes it a failed one, and its absence a good one again. */
    public Backed verified(Check check) {
        return with(
                check.problem().isPresent() ? Run.State.FAILED : Run.State.SUCCEEDED,
                backup.finishedAt(),
                Optional.of(check),
                backup.drilled(),
                check.problem());
    }

    /** The same after a trial restore. */
    public Backed drilled(Check check) {
        return with(backup.state(), backup.finishedAt(), backup.verified(), Optional.of(check), backup.problem());
    }

    private Backed with(
            Run.State state,
            Optional<Instant> finishedAt,
            Optional<Check> verified,
            Optional<Check> drilled,
            Optional<String> problem) {
        return new Backed(
                new Backup(
                        backup.id(),
                        backup.store(),
                        backup.type(),
                        backup.collections(),
                        backup.location(),
                        backup.file(),
                        state,
                        backup.createdAt(),
                        finishedAt,
                        backup.size(),
                        backup.classification(),
                        backup.residency(),
                        backup.closedWith(),
                        backup.consistent(),
                        verified,
                        drilled,
                        backup.schedule(),
                        problem),
                seal,
                erasures);
    }

    Document document() {
        Fields fields = new Fields()
                .put("id", backup.id())
                .put("store", backup.store())
                .put("type", backup.type())
                .put("location", backup.location())
                .put("file", backup.file())
                .put("state", backup.state().name())
                .put("createdAt", backup.createdAt().toString())
                .put("size", backup.size())
                .put("closedWith", backup.closedWith())
                .put("consistent", backup.consistent())
                .put("seal", seal)
                .put("erasures", erasures)
                .put("finishedAt", backup.finishedAt().map(Instant::toString))
                .put("classification", backup.classification())
                .put("residency", backup.residency())
                .put("schedule", backup.schedule())
                .put("problem", backup.problem());
        check(fields, "verified", backup.verified());
        check(fields, "drilled", backup.drilled());
        fields.put(
                "collections",
                new Value.Array(backup.collections().stream()
                        .<Value>map(each -> new Fields()
                                .put("name", each.name())
                                .put("records", each.records())
                                .put("hash", each.hash())
                                .document())
                        .toList()));
        return fields.document();
    }

    static Backed read(Document document) {
        return new Backed(
                new Backup(
                        Fields.text(document, "id"),
                        Fields.text(document, "store"),
                        Fields.text(document, "type"),
                        ((Value.Array) document.get("collections").orElseThrow())
                                .items().stream()
                                        .map(value -> part((Document) value))
                                        .toList(),
                        Fields.text(document, "location"),
                        Fields.text(document, "file"),
                        Run.State.valueOf(Fields.text(document, "state")),
                        Instant.parse(Fields.text(document, "createdAt")),
                        Fields.optional(document, "finishedAt").map(Instant::parse),
                        Fields.number(document, "size"),
                        Fields.optional(document, "classification"),
                        Fields.optional(document, "residency"),
                        Fields.text(document, "closedWith"),
                        document.get("consistent").orElseThrow() == Value.Bool.TRUE,
                        check(document, "verified"),
                        check(document, "drilled"),
                        Fields.optional(document, "schedule"),
                        Fields.optional(document, "problem")),
                Fields.text(document, "seal"),
                document.get("erasures").isPresent() ? Fields.number(document, "erasures") : 0);
    }

    private static Part part(Document document) {
        return new Part(
                Fields.text(document, "name"), Fields.number(document, "records"), Fields.text(document, "hash"));
    }

    private static void check(Fields fields, String name, Optional<Check> check) {
        check.ifPresent(found -> fields.put(
                name,
                new Fields()
                        .put("at", found.at().toString())
                        .put("problem", found.problem())
                        .document()));
    }

    private static Optional<Check> check(Document document, String name) {
        return document.get(name)
                .map(value -> (Document) value)
                .map(inner -> new Check(Instant.parse(Fields.text(inner, "at")), Fields.optional(inner, "problem")));
    }
}
