package dev.naust.migration;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.KeptCopies;
import dev.naust.api.service.KeptCopies.Copy;
import dev.naust.api.service.KeptCopies.Person;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.MigrationPlan.CollectionPlan;
import dev.naust.api.service.MigrationPlan.FieldPlan;
import dev.naust.api.service.PrivacyRequest.Result;
import dev.naust.api.service.Run;
import dev.naust.api.service.Runs;
import dev.naust.migration.leftover.LeftoverRecords;
import dev.naust.migration.leftover.LeftoverRecords.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Takes a person's records out of what migrations left for people to put right, and what was said of them out of the runs'
 * words. For one thread.
 */
final class ErasedLeftovers {
    private static final int AT_ONCE = 500;
    private static final int SHORTEST = 5;
    private static final String GONE = "erased at a person's request";

    private final LeftoverRecords records;
    private final Journals journals;
    private final Runs runs;
    private final Person person;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, Set<String>> said = new LinkedHashMap<>();

    ErasedLeftovers(LeftoverRecords records, Journals journals, Runs runs, Person person) {
        this.records = records;
        this.journals = journals;
        this.runs = runs;
        this.person = person;
    }

    /** From where a run brought its records, and to where. */
    private record Origin(String source, String target, List<CollectionPlan> collections) {}

    /** Takes them out, or only says which there are. */
    List<Copy> erase(boolean dryRun) throws InterruptedException {
        List<Entry> theirs = new ArrayList<>();
        Optional<Entry> last = Optional.empty();
        for (List<Entry> page = records.all(last, AT_ONCE); !page.isEmpty(); page = records.all(last, AT_ONCE)) {
            for (Entry each : page) {
                if (isTheirs(each)) {
                    theirs.add(each);
                }
            }
            last = Optional.of(page.get(page.size() - 1));
        }
        List<Copy> copies = theirs.stream().map(ErasedLeftovers::copy).toList();
        if (!dryRun) {
            theirs.forEach(this::remember);
            // The words go first: after an interruption the leftovers still tell what to look for.
            said.forEach(this::forgetWords);
            for (Entry each : theirs) {
                records.replace(new Entry(each.run(), each.target(), emptied(each.leftover()), Optional.empty()));
            }
        }
        return copies;
    }

    private static Copy copy(Entry each) {
        String kind = each.leftover().kind().name().toLowerCase(Locale.ROOT) + "s";
        return new Copy(
                KeptCopies.STATE,
                kind + " of migration " + each.run(),
                each.run() + "/" + kind + "/" + each.leftover().number(),
                Result.ERASED,
                "the record that was kept to be put right is taken out");
    }

    private static Leftover emptied(Leftover before) {
        return new Leftover(
                before.number(),
                before.kind(),
                before.collection(),
                "",
                before.field(),
                "",
                GONE,
                false,
                Optional.empty(),
                Optional.empty());
    }

    private boolean isTheirs(Entry each) throws InterruptedException {
        Leftover leftover = each.leftover();
        Origin origin = origin(each.run());
        List<Document> forms = new ArrayList<>();
        leftover.incoming().ifPresent(forms::add);
        leftover.there().ifPresent(forms::add);
        forms.add(key(leftover.key()));
        forms.add(Document.empty()
                .with("value", Value.text(leftover.value()))
                .with("reason", Value.text(leftover.reason())));
        for (Document form : forms) {
            if (person.has(origin.target(), each.target(), form)) {
                return true;
            }
            for (CollectionPlan plan : origin.collections()) {
                if (plan.target().equals(each.target())
                        && person.has(origin.source(), plan.source(), asInSource(plan, form))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A key as words, such as {@code id=7}, for records that were too large to keep. */
    private static Document key(String words) {
        Document key = Document.empty();
        for (String part : words.split(", ")) {
            int equals = part.indexOf('=');
            key = equals > 0 && key.get(part.substring(0, equals)).isEmpty()
                    ? key.with(part.substring(0, equals), Value.text(part.substring(equals + 1)))
                    : key;
        }
        return key;
    }

    private static Document asInSource(CollectionPlan plan, Document form) {
        Map<String, Value> fields = new LinkedHashMap<>();
        form.toMap()
                .forEach((name, value) -> fields.put(
                        plan.fields().stream()
                                .filter(field -> field.target().equals(name))
                                .map(FieldPlan::source)
                                .findFirst()
                                .orElse(name),
                        value));
        return Document.of(fields);
    }

    private Origin origin(String run) throws InterruptedException {
        Origin known = origins.get(run);
        if (known == null) {
            Document asked = runs.find(run).map(Run::parameters).orElse(Document.empty());
            known = new Origin(
                    text(asked, "source"),
                    text(asked, "target"),
                    journals.find(run)
                            .map(journal -> journal.plan().collections())
                            .orElse(List.of()));
            origins.put(run, known);
        }
        return known;
    }

    private static String text(Document asked, String name) {
        return asked.get(name).map(Value::toString).orElse("");
    }

    private void remember(Entry each) {
        Set<String> words = said.computeIfAbsent(each.run(), none -> new LinkedHashSet<>());
        Leftover leftover = each.leftover();
        words.add(leftover.key());
        words.add(leftover.value());
        leftover.incoming().ifPresent(body -> collect(body, words));
        leftover.there().ifPresent(body -> collect(body, words));
    }

    private static void collect(Value value, Set<String> words) {
        if (value instanceof Document document) {
            document.toMap().values().forEach(inner -> collect(inner, words));
        } else if (value instanceof Value.Array array) {
            array.items().forEach(item -> collect(item, words));
        } else if (value instanceof Text text) {
            words.add(text.string());
        }
    }

    private void forgetWords(String run, Set<String> words) {
        UnaryOperator<String> forgetful =
                text -> words.stream().anyMatch(word -> word.length() >= SHORTEST && text.contains(word)) ? GONE : text;
        UnaryOperator<Document> report = before -> Lists.without(
                before,
                "rejects",
                reject -> !text(reject, "key").isEmpty() && words.contains(text(reject, "key"))
                        || person.isNamedIn(reject));
        runs.amend(run, forgetful, report);
        journals.amend(run, forgetful, report);
    }
}
