package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.MigrationRequest;
import dev.naust.api.service.MigrationRequest.Endpoint.StoreId;
import dev.naust.api.service.MigrationRequest.Options;
import dev.naust.api.service.MigrationRequestForm;
import dev.naust.console.view.Fact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What somebody filled in to migrate, as it was typed, so that a form that cannot go on loses nothing.
 *
 * @param collections the ticked ones
 * @param all whether everything that was offered is ticked, or nothing was offered yet
 * @param options what differs from the usual, by the names of REST
 * @param changes how collections are changed on their way, by their names
 */
record MigrationForm(
        String source,
        String target,
        List<String> collections,
        boolean all,
        Map<String, String> options,
        Map<String, CollectionChange> changes) {

    /** The options of a request that names none, by the names of REST. */
    static final Document USUAL = (Document) MigrationRequestForm.write(
                    new MigrationRequest(new StoreId("source"), new StoreId("target"), List.of(), Options.defaults()))
            .get("options")
            .orElseThrow();

    /** What was filled in as a request: its JSON, and all that is wrong with it. */
    record Judged(Document body, Optional<MigrationRequest> request, List<ConfigProblem> problems) {}

    /** A form that is only begun. */
    static MigrationForm begun(String source, String target) {
        return new MigrationForm(source, target, List.of(), true, Map.of(), Map.of());
    }

    /** What a browser sent. */
    static MigrationForm sent(Map<String, List<String>> fields) {
        SentFields sent = new SentFields(fields);
        String source = sent.text("source");
        Map<String, String> options = new LinkedHashMap<>();
        USUAL.toMap().forEach((name, usual) -> {
            String value = sent.text(name);
            if (!value.isEmpty() && !value.equals(text(usual))) {
                options.put(name, value);
            }
        });
        boolean other = sent.has("offeredOf") && !sent.text("offeredOf").equals(source);
        if (other) {
            return new MigrationForm(source, sent.text("target"), List.of(), true, options, Map.of());
        }
        List<String> ticked = sent.names("collection");
        boolean all = sent.has("offered") ? sent.text("offered").equals("" + ticked.size()) : ticked.isEmpty();
        Map<String, CollectionChange> changes = new LinkedHashMap<>();
        sent.names("opened").forEach(name -> changes.put(name, CollectionChange.sent(sent, name)));
        return new MigrationForm(source, sent.text("target"), ticked, all, options, changes).decided(sent);
    }

    /** The same with what was chosen on a plan for fields that do not arrive as they are. */
    private MigrationForm decided(SentFields sent) {
        List<String> names = sent.names("decide");
        List<String> fields = sent.names("decideField");
        List<String> decisions = sent.all("decision");
        MigrationForm decided = this;
        for (int i = 0; i < Math.min(names.size(), Math.min(fields.size(), decisions.size())); i++) {
            if (!decisions.get(i).isEmpty()) {
                CollectionChange change = decided.changes().getOrDefault(names.get(i), CollectionChange.begun());
                decided = decided.changed(names.get(i), change.with(fields.get(i), decisions.get(i)));
            }
        }
        return decided == this || !collections.isEmpty()
                ? decided
                : new MigrationForm(source, target, sent.names("planned"), all, options, decided.changes());
    }

    private static String text(Value value) {
        return value instanceof Text text ? text.string() : value.toString();
    }

    /** What the usual request has for an option. */
    static String usual(String option) {
        return USUAL.get(option).map(MigrationForm::text).orElse("");
    }

    /** The same with the fields of one more collection to fill in. */
    MigrationForm opened(String collection) {
        return changed(collection, changes.getOrDefault(collection, CollectionChange.begun()));
    }

    /** The same without any change of a collection. */
    MigrationForm closed(String collection) {
        Map<String, CollectionChange> fewer = new LinkedHashMap<>(changes);
        fewer.remove(collection);
        return new MigrationForm(source, target, collections, all, options, fewer);
    }

    /** The same with another change of a collection. */
    MigrationForm changed(String collection, CollectionChange change) {
        Map<String, CollectionChange> more = new LinkedHashMap<>(changes);
        more.put(collection, change);
        return new MigrationForm(source, target, collections, all, options, more);
    }

    /** Whether it goes on at a record that does not fit. */
    boolean goesOn() {
        return options.getOrDefault("continueOnError", usual("continueOnError")).equals("true");
    }

    /** What is missing, in words for people. */
    Optional<String> problem() {
        if (source.isEmpty() || target.isEmpty()) {
            return Optional.of("Choose the store to copy from and the store to copy to.");
        }
        if (source.equals(target)) {
            return Optional.of("Source and target are the same store. Choose two different stores.");
        }
        if (!all && collections.isEmpty()) {
            return Optional.of("No collection is ticked. Tick at least one.");
        }
        for (Map.Entry<String, CollectionChange> each : changes.entrySet()) {
            if (!each.getValue().isEmpty() && !collections.contains(each.getKey()) && !made().contains(each.getKey())) {
                return Optional.of(each.getKey()
                        + " is to be changed on its way, but it is not ticked. Tick it, or take its change back.");
            }
        }
        return Optional.empty();
    }

    /** The names that a request lists, in its order; empty takes all. */
    List<String> named() {
        if (all && changes.values().stream().allMatch(CollectionChange::isEmpty)) {
            return List.of();
        }
        return Stream.concat(
                        collections.stream(),
                        made().stream()
                                .filter(name -> changes.containsKey(name)
                                        && !collections.contains(name)
                                        && !changes.get(name).isEmpty()))
                .toList();
    }

    /** The collections that are made of parts of others, as chosen. */
    List<String> made() {
        return changes.entrySet().stream()
                .flatMap(each -> each.getValue().shapes().made(each.getKey()).stream())
                .distinct()
                .toList();
    }

    Judged judged() {
        List<ConfigProblem> problems = new ArrayList<>();
        Map<String, Value> body = new LinkedHashMap<>();
        body.put("source", Value.text(source));
        body.put("target", Value.text(target));
        List<Value> listed = new ArrayList<>();
        for (String name : named()) {
            CollectionChange change = changes.getOrDefault(name, CollectionChange.begun());
            listed.add(
                    change.isEmpty() ? Value.text(name) : change.form(name, "/collections/" + listed.size(), problems));
        }
        if (!listed.isEmpty()) {
            body.put("collections", new Value.Array(listed));
        }
        Map<String, Value> said = new LinkedHashMap<>();
        options.forEach((name, value) -> said.put(name, typed(name, value)));
        if (!said.isEmpty()) {
            body.put("options", Document.of(said));
        }
        Document document = Document.of(body);
        try {
            MigrationRequest request = MigrationRequestForm.read(document);
            return new Judged(document, problems.isEmpty() ? Optional.of(request) : Optional.empty(), problems);
        } catch (InvalidConfigException e) {
            problems.addAll(e.problems());
            return new Judged(document, Optional.empty(), problems);
        }
    }

    /** A value of the kind that the usual request has there, where it can be one; else as it stands, to be called wrong. */
    private static Value typed(String option, String value) {
        Value usual = USUAL.get(option).orElse(Value.ofNull());
        if (usual instanceof Value.Bool) {
            return value.equals("true") || value.equals("false")
                    ? Value.Bool.of(value.equals("true"))
                    : Value.text(value);
        }
        String digits = value.replace("\u202f", "").replace(" ", "");
        return usual instanceof Value.Int64 && digits.matches("-?[0-9]{1,18}")
                ? Value.int64(Long.parseLong(digits))
                : Value.text(value);
    }

    /** The same form as hidden fields. */
    List<Fact> fields() {
        List<Fact> fields = new ArrayList<>();
        fields.add(new Fact("source", source));
        fields.add(new Fact("target", target));
        if (!named().isEmpty()) {
            collections.forEach(name -> fields.add(new Fact("collection", name)));
        }
        options.forEach((name, value) -> fields.add(new Fact(name, value)));
        changes.forEach((name, change) -> {
            if (!change.isEmpty()) {
                change.hide(name, fields);
            }
        });
        return fields;
    }
}
