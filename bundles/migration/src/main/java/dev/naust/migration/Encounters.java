package dev.naust.migration;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Schema;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.SchemaEditing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Which collections meet one that the target has already, and whether the conflict policy lets them. */
final class Encounters {
    private final StoreLease target;
    private final SchemaEditing editing;
    private final Options options;
    private final Wishes wishes;
    private final Map<DatasetId, Schema> there = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> blockers = new ArrayList<>();
    private final List<String> met = new ArrayList<>();
    private final List<String> bare = new ArrayList<>();

    Encounters(StoreLease target, SchemaEditing editing, Options options, Wishes wishes) {
        this.target = target;
        this.editing = editing;
        this.options = options;
        this.wishes = wishes;
    }

    /** The target's collections that records go to, by the source's. */
    Map<DatasetId, Schema> there() {
        return there;
    }

    List<String> warnings() {
        return warnings;
    }

    List<String> blockers() {
        return blockers;
    }

    /** The collections that move, without those that are left out or blocked. */
    List<Dataset> with(List<Dataset> chosen) throws InterruptedException {
        List<Dataset> moving = new ArrayList<>();
        List<Dataset> present = target.store().datasets();
        for (Dataset dataset : chosen) {
            DatasetId place = place(dataset.id());
            Optional<Dataset> same =
                    present.stream().filter(other -> same(other.id(), place)).findFirst();
            if (same.isEmpty() || meets(dataset, same.get())) {
                moving.add(dataset);
            }
        }
        if (moving.isEmpty() && !chosen.isEmpty() && blockers.isEmpty()) {
            blockers.add("There is nothing to move: " + target.name() + " has every chosen collection already");
        }
        if (!blockers.isEmpty() && !bare.isEmpty()) {
            blockers.add(whoseTheyMayBe());
        }
        return moving;
    }

    /** A command that is killed leaves whole tables, too, which nothing gives away but their neighbours. */
    private String whoseTheyMayBe() {
        return String.join(", ", bare) + (bare.size() == 1 ? " has" : " have")
                + " no key and no index, as a command leaves what it makes when it is killed before its end. If one did, remove"
                + " all that it left, to have it made anew: "
                + String.join(", ", met);
    }

    private boolean meets(Dataset dataset, Dataset same) throws InterruptedException {
        if (options.skipExisting()) {
            warnings.add(
                    "Collection " + dataset.id() + " is skipped: " + target.name() + " has " + same.id() + " already");
            return false;
        }
        boolean empty = !Strangers.holdsRecords(target.store(), same.id());
        Schema declared = target.store().describe(same.id());
        met.add(same.id().toString());
        if (isBare(declared)) {
            bare.add(same.id().toString());
        }
        if (options.conflict() == Conflict.FAIL && !empty) {
            blockers.add(target.name() + " has a collection " + same.id() + " already, with records in it"
                    + describe(same.estimatedRecords())
                    + ". Nothing is overwritten unasked: choose an empty target, remove or rename that collection, leave"
                    + " it out (skipExisting), or say what becomes of records that are there (conflict SKIP,"
                    + " OVERWRITE, MERGE or INTERACTIVE)");
            return false;
        }
        if (!empty && (declared.key().isEmpty() || target.store().lookup().isEmpty())) {
            blockers.add("Records of " + same.id() + " in " + target.name() + " cannot be told apart"
                    + (declared.key().isEmpty() ? ", because it has no key" : "")
                    + ": nothing can be decided about those that are there. Empty it, give it a key, or leave it out"
                    + " (skipExisting)");
            return false;
        }
        there.put(dataset.id(), declared);
        return true;
    }

    private static boolean isBare(Schema declared) {
        return declared.shape() == Shape.TABLE
                && declared.key().isEmpty()
                && declared.indexes().isEmpty();
    }

    private static String describe(OptionalLong records) {
        return records.isEmpty() ? "" : " (about " + records.getAsLong() + ")";
    }

    private DatasetId place(DatasetId source) {
        List<String> path = new ArrayList<>(
                editing.place(source).path().stream().map(editing::fit).toList());
        wishes.name(source).ifPresent(name -> path.set(path.size() - 1, editing.fit(name)));
        return new DatasetId(path);
    }

    private boolean same(DatasetId a, DatasetId b) {
        if (a.path().size() != b.path().size()) {
            return false;
        }
        for (int i = 0; i < a.path().size(); i++) {
            if (!editing.sameName(a.path().get(i), b.path().get(i))) {
                return false;
            }
        }
        return true;
    }
}
