package dev.naust.console.page;

import dev.naust.api.service.Leftovers.Kind;
import dev.naust.api.service.MigrationReport;
import dev.naust.api.service.MigrationReport.Verdict;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.Moment;
import dev.naust.console.view.PrintedReport;
import dev.naust.console.web.Accepted;
import dev.naust.console.web.Services;
import dev.naust.json.SealedJson;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Reports of migrations as pages that stand alone, with their style in them and nothing else to be fetched: to be kept in a file
 * or printed. Safe for use by several threads.
 */
public final class ReportPages {
    private static final String SHEET = "static/report.css";

    private final Services services;
    private final Templates templates;
    private final String style = sheet();
    private final String policy = "default-src 'none'; style-src 'sha256-" + digest(style)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public ReportPages(Services services, Templates templates) {
        this.services = services;
        this.templates = templates;
    }

    /** Answers with a page whoever prefers one, and leaves everybody else, and what has no report, to {@code json}. */
    public Handler or(Handler json) {
        return request -> {
            String run = request.pathParam("id");
            Optional<MigrationReport> report = Accepted.of(request).prefers("text/html", "application/json")
                    ? services.migrations().report(run)
                    : Optional.empty();
            request.header("Vary", "Accept");
            if (report.isPresent()) {
                show(request, run, report.get());
            } else {
                json.handle(request);
            }
        };
    }

    private void show(Context request, String run, MigrationReport report) {
        request.header("Content-Security-Policy", policy)
                .header("Content-Disposition", "inline; filename=\"migration-" + run + ".html\"");
        PageWriter.show(request, templates.pagePrintedReport(view(run, report)));
    }

    private PrintedReport view(String run, MigrationReport report) {
        return new PrintedReport(
                run,
                report.source(),
                report.target(),
                Moment.precise(report.startedAt()).text(),
                compared(report),
                Reports.view(report, services.leftovers().open(run, Kind.CONFLICT)),
                style,
                services.runs().report(run).map(each -> SealedJson.of(each).sha256()));
    }

    private static String compared(MigrationReport report) {
        long compared = report.collections().stream()
                .filter(each -> each.verdict() != Verdict.UNVERIFIED)
                .count();
        if (compared == 0) {
            return "Nothing: the target was not read back";
        }
        return compared + " of " + report.collections().size()
                + " collections: the content of what was read from the source, rejected records left out, with that of what"
                + " the target gave back, each as the number of records and the sum of their SHA-256";
    }

    private static String sheet() {
        try (InputStream in =
                Objects.requireNonNull(ReportPages.class.getClassLoader().getResourceAsStream(SHEET), SHEET)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
