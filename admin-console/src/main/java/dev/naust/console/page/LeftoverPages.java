package dev.naust.console.page;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.model.Value;
import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.Leftovers.Leftover;
import dev.naust.api.service.MigrationRequest.Conflict;
import dev.naust.api.service.Run;
import dev.naust.api.store.StoreException;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.LeftoversView;
import dev.naust.console.view.LeftoversView.Edit;
import dev.naust.console.view.LeftoversView.Row;
import dev.naust.console.view.LeftoversView.Side;
import dev.naust.console.view.Show;
import dev.naust.console.view.Visible;
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
    private static final String MISWRITTEN =
            "The value was not understood: a backslash is written twice, and a character that cannot be typed as its code, such"
                    + " as \\u{0}.";

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
                Optional<Document> change = change(request);
                if (change.isEmpty()) {
                    show(request, Kind.REJECT, Optional.of(MISWRITTEN));
                    return;
                }
                services.leftovers().replay(run.id(), number.get(), change.get());
            } else {
                services.leftovers().replayAll(run.id(), Document.empty());
            }
        } catch (StoreException e) {
            show(request, Kind.REJECT, Optional.of(e.getMessage()));
            return;
        }
        request.redirect(href(run, Kind.REJECT));
    }

    /** What somebody gives a record; nothing where the field was left as it was, and empty where it is not understood. */
    private static Optional<Document> change(Context request) {
        String value = request.formParam("value");
        if (value == null || value.equals(request.formParam("was"))) {
            return Optional.of(Document.empty());
        }
        Optional<String> meant = request.formParam("written") == null ? Optional.of(value) : Visible.read(value);
        return meant.map(text -> Document.of(Map.of("value", Value.text(text))));
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
                Visible.of(each.key()),
                each.field(),
                Visible.of(each.value()),
                Visible.of(each.reason()),
                each.open(),
                edit(each),
                sides(each));
    }

    /** The field as it is in the record, where a form can hold it and send it back exactly. */
    private static Optional<Edit> edit(Leftover each) {
        if (each.field().isEmpty() || each.incoming().isEmpty()) {
            return Optional.empty();
        }
        Optional<Value> value = each.incoming().get().get(each.field());
        if (value.isPresent() && value.get() instanceof Text text && !text.isWellFormed()) {
            return Optional.of(
                    new Edit("", false, "What is there is not text in UTF-8, which this field cannot hold."));
        }
        String text = value.map(LeftoverPages::plain).orElse("");
        return Optional.of(
                Visible.isPlain(text)
                        ? new Edit(text, false, "")
                        : new Edit(
                                Visible.written(text),
                                true,
                                "Characters that cannot be seen are written as their codes, such as \\u{0}, and a backslash"
                                        + " twice."));
    }

    private static String plain(Value value) {
        return value == Value.Null.NULL ? "" : value.toString();
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
        return value.map(found -> Visible.of(Show.cut(found.toString(), VALUE_SHOWN)))
                .orElse("–");
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
