package dev.naust.console.page;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Shape;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.StoreLease;
import dev.naust.api.store.StoreException;
import dev.naust.console.view.Choice;
import dev.naust.console.view.MigrationFormView;
import dev.naust.console.view.MigrationFormView.Pick;
import dev.naust.console.web.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The form that says what to migrate. */
final class MigrationFormPage {
    private final Services services;
    private final StoreCards cards;

    MigrationFormPage(Services services, StoreCards cards) {
        this.services = services;
        this.cards = cards;
    }

    /**
     * @param problem why the form is shown again
     */
    MigrationFormView view(MigrationForm form, Optional<String> problem) throws InterruptedException {
        List<Dataset> held = List.of();
        List<Pick> picks = new ArrayList<>();
        Optional<String> trouble = problem;
        if (services.stores().find(form.source()).isPresent()) {
            try (StoreLease lease = services.stores().lease(form.source())) {
                held = lease.store().datasets();
                Sizes sizes = new Sizes(lease.store());
                for (Dataset dataset : held) {
                    if (dataset.shape() != Shape.VIEW) {
                        picks.add(pick(form, dataset, sizes.of(dataset)));
                    }
                }
            } catch (StoreException e) {
                trouble = problem.or(() -> Optional.of(e.getMessage()));
            }
        }
        return new MigrationFormView(
                cards.choices(form.source()),
                cards.choices(form.target()),
                picks,
                leftOut(held),
                conflicts(form.conflict()),
                form.validate(),
                form.continueOnError(),
                trouble);
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

    private static List<Choice> conflicts(Conflict chosen) {
        return Stream.of(Conflict.values())
                .map(each -> new Choice(each.name(), words(each), each == chosen))
                .toList();
    }

    private static String words(Conflict policy) {
        return switch (policy) {
            case FAIL -> "Do not start";
            case SKIP -> "Keep the target's record";
            case OVERWRITE -> "Take the source's record";
            case MERGE -> "Take the source's fields that are filled in";
            case INTERACTIVE -> "Ask me for each of them";
        };
    }
}
