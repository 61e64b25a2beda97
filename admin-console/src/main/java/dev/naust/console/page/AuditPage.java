package dev.naust.console.page;

import dev.naust.api.service.Audit.Entry;
import dev.naust.api.service.Audit.Verdict;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.AuditView;
import dev.naust.console.view.AuditView.Row;
import dev.naust.console.view.Badge;
import dev.naust.console.view.Moment;
import dev.naust.console.view.Tone;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** The page of the audit log. */
public final class AuditPage {
    private static final int SHOWN = 50;

    private final Services services;
    private final Templates templates;
    private final Shells shells;

    public AuditPage(Services services, Templates templates, Shells shells) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
    }

    public void list(Context request) {
        show(request, Optional.empty());
    }

    public void verify(Context request) throws InterruptedException {
        show(request, Optional.of(services.audit().verify()));
    }

    private void show(Context request, Optional<Verdict> verdict) {
        List<Entry> entries = services.audit().list(before(request), SHOWN);
        Optional<String> older = entries.stream()
                .reduce((first, second) -> second)
                .filter(last -> last.sequence() > 1)
                .map(last -> "/audit?before=" + last.sequence());
        AuditView view = new AuditView(
                entries.stream().map(AuditPage::row).toList(),
                older,
                verdict.map(found -> found.problem().isEmpty()),
                verdict.map(AuditPage::sentence));
        PageWriter.show(request, templates.pageAudit(shells.of(request), view));
    }

    private static String sentence(Verdict verdict) {
        return verdict.problem()
                .orElse("All " + verdict.entries() + " entries follow each other and end where the checkpoint says.");
    }

    private static Optional<Long> before(Context request) {
        String text = request.queryParam("before");
        if (text != null && !text.matches("[0-9]{1,18}")) {
            throw new ProblemException(404, "route.not_found", "There is no such page of the audit log.");
        }
        return Optional.ofNullable(text).map(Long::parseLong);
    }

    private static Row row(Entry entry) {
        String outcome = entry.event().outcome();
        boolean good = outcome.equals("ok") || outcome.equals("succeeded");
        return new Row(
                entry.sequence(),
                Moment.of(entry.at()),
                entry.event().actor(),
                entry.event().action(),
                entry.event().target(),
                new Badge(outcome, good ? Tone.GOOD : Tone.WARN));
    }
}
