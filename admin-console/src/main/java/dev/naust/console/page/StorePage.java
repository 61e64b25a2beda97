package dev.naust.console.page;

import dev.naust.api.model.Dataset;
import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.StoreLease;
import dev.naust.api.service.StoreView;
import dev.naust.api.store.StoreException;
import dev.naust.console.view.Fact;
import dev.naust.console.view.Show;
import dev.naust.console.view.StoreCard;
import dev.naust.console.view.StoreDetailView;
import dev.naust.console.view.StoreDetailView.CollectionRow;
import dev.naust.console.web.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One store: how it stands, how it is configured, what it holds. */
final class StorePage {
    private final Services services;
    private final StoreCards cards;

    StorePage(Services services, StoreCards cards) {
        this.services = services;
        this.cards = cards;
    }

    /** The page, or empty when no store has this id. */
    Optional<StoreDetailView> view(String id) throws InterruptedException {
        Optional<StoreView> configured = services.stores().find(id);
        return configured.isEmpty() ? Optional.empty() : Optional.of(view(configured.get()));
    }

    private StoreDetailView view(StoreView configured) throws InterruptedException {
        List<CollectionRow> collections = new ArrayList<>();
        Optional<String> problem = Optional.empty();
        StoreView store = configured;
        if (cards.of(store).usable()) {
            try (StoreLease lease = services.stores().lease(store.id())) {
                Sizes sizes = new Sizes(lease.store());
                for (Dataset dataset : lease.store().datasets()) {
                    collections.add(row(configured.id(), dataset, sizes.of(dataset)));
                }
            } catch (StoreException e) {
                problem = Optional.of(e.getMessage());
            }
            // Opening it has shown how it stands and what it can do.
            store = services.stores().find(store.id()).orElse(store);
        }
        StoreCard card = cards.of(store);
        return new StoreDetailView(
                card,
                facts(store, card),
                connection(store.connection()),
                collections,
                card.problem().isPresent() ? Optional.empty() : problem);
    }

    private static CollectionRow row(String storeId, Dataset dataset, String records) {
        String name = dataset.id().toString();
        return new CollectionRow(
                name,
                CollectionPage.href(storeId, name),
                Show.word(dataset.shape().name()),
                records);
    }

    private static List<Fact> facts(StoreView store, StoreCard card) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Provider", card.provider() + " (" + store.type() + ")"));
        facts.add(new Fact("File", "config/stores/" + store.id() + ".json"));
        store.classification().ifPresent(level -> facts.add(new Fact("Classification", Show.word(level))));
        store.residency().ifPresent(place -> facts.add(new Fact("Residency", Show.word(place))));
        if (store.isDefault()) {
            facts.add(new Fact("Default", "Used where no other store is named"));
        }
        return facts;
    }

    private static List<Fact> connection(Document connection) {
        List<Fact> facts = new ArrayList<>();
        flatten("", connection, facts);
        return facts;
    }

    private static void flatten(String prefix, Document document, List<Fact> facts) {
        for (Map.Entry<String, Value> entry : document.toMap().entrySet()) {
            String name = prefix + entry.getKey();
            if (entry.getValue() instanceof Document nested) {
                flatten(name + ".", nested, facts);
            } else {
                facts.add(new Fact(name, Cells.text(entry.getValue())));
            }
        }
    }
}
