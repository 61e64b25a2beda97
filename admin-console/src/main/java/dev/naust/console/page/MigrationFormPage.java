package dev.naust.console.page;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.DatasetId;
import dev.naust.api.model.Shape;
import dev.naust.api.service.ConfigProblem;
import dev.naust.api.service.OwnCollections;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.Store;
import dev.naust.api.store.StoreException;
import dev.naust.console.view.FormPart.Field;
import dev.naust.console.view.MigrationFormView;
import dev.naust.console.view.MigrationFormView.Changed;
import dev.naust.console.view.MigrationFormView.OptionGroup;
import dev.naust.console.view.MigrationFormView.Pick;
import dev.naust.console.view.StoreFormView.Trouble;
import dev.naust.console.web.Services;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The form that says what to migrate. */
final class MigrationFormPage {
    private static final String OPTIONS = "/options/";

    private final Services services;
    private final StoreCards cards;

    MigrationFormPage(Services services, StoreCards cards) {
        this.services = services;
        this.cards = cards;
    }

    /** What the source holds, as far as it answers. */
    private record Held(List<Dataset> datasets, List<Pick> picks, List<Changed> changed, Optional<String> trouble) {}

    /**
     * @param problems why the form is shown again, by JSON pointers into the request; the whole form's is empty
     */
    MigrationFormView view(MigrationForm form, List<ConfigProblem> problems) throws InterruptedException {
        Map<String, String> byPointer = new LinkedHashMap<>();
        problems.forEach(each -> byPointer.putIfAbsent(each.pointer(), each.message()));
        MigrationChanges changes = new MigrationChanges(form, byPointer);
        Held held = held(form, changes);
        MigrationOptions options = new MigrationOptions(
                form,
                byPointer.entrySet().stream()
                        .filter(each -> each.getKey().startsWith(OPTIONS))
                        .collect(Collectors.toMap(
                                each -> each.getKey().substring(OPTIONS.length()), Map.Entry::getValue)));
        List<Field> common = options.common();
        List<OptionGroup> more = options.more();
        Map<String, String> labels = Stream.concat(
                        common.stream(), more.stream().flatMap(group -> group.fields().stream()))
                .collect(Collectors.toMap(Field::name, Field::label));
        List<Trouble> troubles = new ArrayList<>();
        problems.forEach(each -> troubles.add(trouble(each, labels, changes, form)));
        if (problems.isEmpty()) {
            held.trouble().ifPresent(message -> troubles.add(new Trouble("", message, "", 0, "")));
        }
        return new MigrationFormView(
                cards.choices(form.source()),
                cards.choices(form.target()),
                held.datasets().isEmpty() ? "" : form.source(),
                held.picks(),
                leftOut(held.datasets()),
                common,
                more,
                options.set(),
                held.changed(),
                Stream.concat(held.picks().stream().map(Pick::name), form.made().stream())
                        .distinct()
                        .filter(name -> !form.changes().containsKey(name))
                        .toList(),
                troubles);
    }

    private static Trouble trouble(
            ConfigProblem problem, Map<String, String> labels, MigrationChanges changes, MigrationForm form) {
        String message = Troubles.sentence(problem.message());
        String pointer = problem.pointer();
        if (pointer.startsWith(OPTIONS)) {
            String name = pointer.substring(OPTIONS.length());
            return new Trouble(labels.getOrDefault(name, name), message, "#" + name, 0, "");
        }
        Optional<String> place = changes.place(pointer);
        if (place.isPresent()) {
            String[] names = pointer.split("/", 4);
            String collection = form.named().get(Integer.parseInt(names[2]));
            String inside = names[3].startsWith("fields/")
                    ? ", "
                            + names[3].substring("fields/".length())
                                    .split("/")[0]
                                    .replace("~1", "/")
                                    .replace("~0", "~")
                    : "";
            return new Trouble(collection + inside, message, "#" + place.get(), 0, "");
        }
        return new Trouble(pointer.replaceFirst("^/", ""), message, "", 0, "");
    }

    private Held held(MigrationForm form, MigrationChanges changes) throws InterruptedException {
        if (services.stores().find(form.source()).isEmpty()) {
            return new Held(List.of(), List.of(), changes.view(Optional.empty(), Map.of()), Optional.empty());
        }
        try (StoreLease lease = services.stores().lease(form.source())) {
            Store store = lease.store();
            List<Dataset> held = store.datasets().stream()
                    .filter(each -> !OwnCollections.isOne(each.id()))
                    .toList();
            List<Pick> picks = new ArrayList<>();
            Map<String, DatasetId> ids = new LinkedHashMap<>();
            Sizes sizes = new Sizes(store);
            for (Dataset dataset : held) {
                if (dataset.shape() != Shape.VIEW) {
                    picks.add(pick(form, dataset, sizes.of(dataset)));
                    ids.put(dataset.id().toString(), dataset.id());
                }
            }
            return new Held(held, picks, changes.view(Optional.of(store), ids), Optional.empty());
        } catch (StoreException e) {
            return new Held(
                    List.of(), List.of(), changes.view(Optional.empty(), Map.of()), Optional.of(e.getMessage()));
        }
    }

    private static Pick pick(MigrationForm form, Dataset dataset, String records) {
        String name = dataset.id().toString();
        boolean chosen = form.all() || form.collections().contains(name);
        return new Pick(
                name, records.isEmpty() ? "" : records + (records.equals("1") ? " record" : " records"), chosen);
    }

    private static Optional<String> leftOut(List<Dataset> held) {
        String views = held.stream()
                .filter(dataset -> dataset.shape() == Shape.VIEW)
                .map(dataset -> dataset.id().toString())
                .collect(Collectors.joining(", "));
        return views.isEmpty()
                ? Optional.empty()
                : Optional.of("Views hold no records of their own and are not copied: " + views + ".");
    }
}
