package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.Run;
import dev.naust.api.store.StoreException;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.LeftoversView;
import dev.naust.console.view.LeftoversView.Row;
import dev.naust.console.view.LeftoversView.Side;
import dev.naust.console.view.Show;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pages of a migration's rejects and conflicts. */
public final class LeftoverPages {
    private static final int SHOWN = 50;
    private static final int VALUE_SHOWN = 200;

    private final Services services;
    private final Templates templates;
    private final Shells shells;

    public LeftoverPages(Services services, Templates templates, Shells shells) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
    }

    public void conflicts(Context request) {
        show(request, Kind.CONFLICT, Optional.empty());
    }

    public void rejects(Context request) {
        show(request, Kind.REJECT, Optional.empty());
    }

    /** One decision about one pair, or about all. */
    public void decide(Context request) throws InterruptedException {
        Run run = run(request);
        Conflict decision = decision(request);
        Optional<Long> number = number(request);
        try {
            if (number.isPresent()) {
                services.leftovers().decide(run.id(), number.get(), decision);
            } else {
                services.leftovers().decideAll(run.id(), decision);
            }
        } catch (StoreException e) {
            show(request, Kind.CONFLICT, Optional.of(e.getMessage()));
            return;
        }
        request.redirect(href(run, Kind.CONFLICT));
    }

    public void replay(Context request) throws InterruptedException {
        Run run = run(request);
        Optional<Long> number = number(request);
        try {
            if (number.isPresent()) {
                String value = request.formParam("value");
                Document change = value == null ? Document.empty() : Document.of(Map.of("value", Value.text(value)));
                services.leftovers().replay(run.id(), number.get(), change);
            } else {
                services.leftovers().replayAll(run.id(), Document.empty());
            }
        } catch (StoreException e) {
            show(request, Kind.REJECT, Optional.of(e.getMessage()));
            return;
        }
        request.redirect(href(run, Kind.REJECT));
    }

    private void show(Context request, Kind kind, Optional<String> problem) {
        Run run = run(request);
        List<Leftover> found = services.leftovers().list(run.id(), kind, after(request), SHOWN + 1);
        List<Leftover> page = found.subList(0, Math.min(SHOWN, found.size()));
        Optional<String> next = found.size() > SHOWN
                ? Optional.of(href(run, kind) + "?after=" + page.get(SHOWN - 1).number())
                : Optional.empty();
        LeftoversView view = new LeftoversView(
                run.title(),
                "/migrations/" + run.id(),
                href(run, kind),
                kind == Kind.CONFLICT,
                page.stream().map(LeftoverPages::row).toList(),
                page.stream().filter(Leftover::open).count(),
                next,
                problem);
        PageWriter.show(request, templates.pageLeftovers(shells.of(request), view));
    }

    private static String href(Run run, Kind kind) {
        return "/migrations/" + run.id() + (kind == Kind.CONFLICT ? "/conflicts" : "/rejects");
    }

    private static Row row(Leftover each) {
        return new Row(
                each.number(),
                each.collection(),
                each.key(),
                each.field(),
                each.value(),
                each.reason(),
                each.open(),
                sides(each));
    }

    private static List<Side> sides(Leftover each) {
        Document there = each.there().orElse(Document.empty());
        Document incoming = each.incoming().orElse(Document.empty());
        Set<String> names = new LinkedHashSet<>(there.layout().names());
        names.addAll(incoming.layout().names());
        List<Side> sides = new ArrayList<>();
        for (String name : names) {
            Optional<Value> has = there.get(name);
            Optional<Value> comes = incoming.get(name);
            sides.add(new Side(name, shown(has), shown(comes), comes.isPresent() && !has.equals(comes)));
        }
        return sides;
    }

    private static String shown(Optional<Value> value) {
        return value.map(found -> Show.cut(found.toString(), VALUE_SHOWN)).orElse("–");
    }

    private Run run(Context request) {
        String id = request.pathParam("run");
        return services.runs()
                .find(id)
                .orElseThrow(() -> new ProblemException(404, "run.not_found", "There is no such migration."));
    }

    private static Conflict decision(Context request) {
        return switch (Objects.requireNonNullElse(request.formParam("decision"), "")) {
            case "SKIP" -> Conflict.SKIP;
            case "OVERWRITE" -> Conflict.OVERWRITE;
            case "MERGE" -> Conflict.MERGE;
            default -> throw new ProblemException(422, "request.invalid", "Choose what shall become of the records.");
        };
    }

    private static Optional<Long> number(Context request) {
        return whole(request.formParam("number"));
    }

    private static long after(Context request) {
        return whole(request.queryParam("after")).orElse(0L);
    }

    private static Optional<Long> whole(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
