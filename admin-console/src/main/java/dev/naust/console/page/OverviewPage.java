package dev.naust.console.page;

import dev.naust.api.service.Plugins;
import dev.naust.api.service.RegisteredProvider;
import dev.naust.console.view.OverviewView;
import dev.naust.console.view.OverviewView.FirstStep;
import dev.naust.console.view.OverviewView.Problem;
import dev.naust.console.view.Show;
import dev.naust.console.view.StoreCard;
import dev.naust.console.web.Services;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The overview: what is docked, what needs somebody, what happened lately, and what to do first. */
final class OverviewPage {
    private static final int RECENT = 5;

    private final Services services;
    private final StoreCards stores;
    private final RunRows rows;
    private final Attention attention;

    OverviewPage(Services services, StoreCards stores, RunRows rows, Clock clock) {
        this.attention = new Attention(services, clock);
        this.services = services;
        this.stores = stores;
        this.rows = rows;
    }

    OverviewView view() {
        List<StoreCard> cards = stores.all();
        List<RegisteredProvider> registered = services.providers().providers();
        String summary = Show.count(cards.size(), "store is", "stores are") + " docked, with "
                + Show.count(registered.size(), "provider", "providers") + " to open more."
                + attention.calm();
        return new OverviewView(
                summary,
                problems(cards, registered),
                firstStep(cards),
                cards,
                services.runs().list(Optional.empty(), Optional.empty(), RECENT).stream()
                        .map(rows::of)
                        .toList());
    }

    private List<Problem> problems(List<StoreCard> cards, List<RegisteredProvider> registered) {
        // What serves people comes first: stores, then work that failed, then what may serve them later.
        List<Problem> problems = new ArrayList<>(attention.stores(cards));
        problems.addAll(attention.restores());
        problems.addAll(attention.schedules());
        problems.addAll(attention.runs());
        services.plugins().plugins().stream()
                .filter(plugin -> plugin.problem().isPresent() && plugin.state() != Plugins.State.STOPPED)
                .map(plugin -> new Problem(
                        "Plugin " + plugin.file(),
                        PluginShapes.sentence(plugin.problem().get()),
                        PluginPages.href(plugin)))
                .forEach(problems::add);
        registered.stream()
                .filter(provider -> provider.state() == RegisteredProvider.State.FAILED)
                .map(provider -> new Problem(
                        "Provider " + provider.id(),
                        provider.problem().orElse("It failed."),
                        "/providers#provider-" + provider.id()))
                .forEach(problems::add);
        return problems;
    }

    private Optional<FirstStep> firstStep(List<StoreCard> cards) {
        if (!services.runs()
                .list(Optional.of(RunRows.MIGRATION), Optional.empty(), 1)
                .isEmpty()) {
            return Optional.empty();
        }
        List<String> usable =
                cards.stream().filter(StoreCard::usable).map(StoreCard::id).toList();
        if (Stream.of("chinook", "archive").allMatch(usable::contains)) {
            return Optional.of(new FirstStep(
                    "Move Chinook to Archive in a minute",
                    "Chinook is a small music shop, Archive is empty. See the plan, start it, and read the proof that every"
                            + " record arrived.",
                    "Plan this migration",
                    "/migrations/new?source=chinook&target=archive"));
        }
        if (usable.size() > 1) {
            return Optional.of(new FirstStep(
                    "Move data from one store to another",
                    "Choose two stores and see the plan. Nothing is written before you start it.",
                    "Plan a migration",
                    "/migrations/new"));
        }
        return Optional.empty();
    }
}
