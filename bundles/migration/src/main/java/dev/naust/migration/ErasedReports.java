package dev.naust.migration;

import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Comparisons;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.KeptCopies.Copy;
import dev.naust.api.service.KeptCopies.Person;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Takes a person's records out of the reports of comparisons and repairs, which show both sides' values. For one thread. */
final class ErasedReports {
    private static final int AT_ONCE = 200;

    private final Runs runs;
    private final Person person;

    ErasedReports(Runs runs, Person person) {
        this.runs = runs;
        this.person = person;
    }

    /** Takes them out, or only says which there are. */
    List<Copy> erase(boolean dryRun) {
        List<Copy> copies = new ArrayList<>();
        for (String kind : List.of(Comparisons.COMPARISON, Comparisons.REPAIR)) {
            Optional<String> before = Optional.empty();
            for (List<Run> page = runs.list(Optional.of(kind), before, AT_ONCE); !page.isEmpty(); ) {
                page.forEach(run -> erase(run, dryRun, copies));
                before = Optional.of(page.get(page.size() - 1).id());
                page = runs.list(Optional.of(kind), before, AT_ONCE);
            }
        }
        return copies;
    }

    private void erase(Run run, boolean dryRun, List<Copy> copies) {
        Optional<Document> report = run.state().isFinal() ? runs.report(run.id()) : Optional.empty();
        Cut cut = new Cut(text(run.parameters(), "source"), text(run.parameters(), "target"));
        report.ifPresent(cut::of);
        for (int i = 1; i <= cut.taken; i++) {
            copies.add(new Copy(
                    KeptCopies.STATE,
                    run.kind() + " " + run.id(),
                    run.id() + "/" + i,
                    Result.ERASED,
                    "what the report showed of the record is taken out"));
        }
        if (!dryRun && cut.taken > 0) {
            runs.amend(run.id(), UnaryOperator.identity(), cut::of);
        }
    }

    private static String text(Document document, String name) {
        return document.get(name).map(Value::toString).orElse("");
    }

    /** A report without the person, and how much that takes out of it. */
    private final class Cut {
        private final String source;
        private final String target;
        private int taken;

        Cut(String source, String target) {
            this.source = source;
            this.target = target;
        }

        Document of(Document report) {
            Document compared = Lists.each(report, "collections", this::collection);
            Document repaired =
                    Lists.without(Lists.without(compared, "changes", this::isTheirs), "leftovers", this::isTheirs);
            return repaired.get("after")
                    .filter(Document.class::isInstance)
                    .map(after -> repaired.with("after", of((Document) after)))
                    .orElse(repaired);
        }

        private Document collection(Document each) {
            return Lists.without(
                    each,
                    "differences",
                    difference -> taken(has(source, text(each, "source"), difference)
                            || has(target, text(each, "target"), difference)));
        }

        private boolean isTheirs(Document change) {
            String collection = text(change, "collection");
            return taken(has(source, collection, change) || has(target, collection, change));
        }

        private boolean has(String store, String collection, Document item) {
            Document key = item.get("key")
                    .filter(Document.class::isInstance)
                    .map(Document.class::cast)
                    .orElse(Document.empty());
            return !collection.isEmpty() && person.has(store, DatasetId.of(collection), key) || person.isNamedIn(item);
        }

        private boolean taken(boolean theirs) {
            taken += theirs ? 1 : 0;
            return theirs;
        }
    }
}
