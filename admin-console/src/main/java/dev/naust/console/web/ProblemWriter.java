package dev.naust.console.web;

import dev.naust.api.model.Document;
import dev.naust.json.JsonValues;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with a problem: as {@code application/problem+json} to scripts, as a page to people. */
public final class ProblemWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemWriter.class);
    private static final JsonValues JSON = new JsonValues();

    private final ErrorPages pages;

    public ProblemWriter(ErrorPages pages) {
        this.pages = pages;
    }

    /** Answers with what an exception means; whatever nobody foresaw is logged with its stack and shown without it. */
    public void write(Context request, Exception failure) {
        Problem problem = Problems.of(failure).orElseGet(() -> {
            LOG.error("{} {} failed", request.method(), request.path(), failure);
            return Problems.unforeseen();
        });
        if (problem.status() >= 500 && !(failure instanceof ProblemException)) {
            LOG.warn("{} {} answered {} {}", request.method(), request.path(), problem.status(), problem.code());
        }
        write(request, problem);
    }

    public void write(Context request, Problem problem) {
        boolean api = isApi(request.path());
        if (!api && problem.code().equals("sign_in.required")) {
            toSignIn(request);
            return;
        }
        request.status(problem.status());
        if (problem.status() == 401 && api) {
            request.header("WWW-Authenticate", "Bearer");
        }
        problem.retryAfter()
                .ifPresent(wait -> request.header("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        if (problem.status() == 421) {
            // Whoever rules that name gets no page of ours to look at, and no cookie.
            request.contentType("text/plain; charset=utf-8").result(problem.detail() + "\n");
        } else if (api) {
            request.contentType("application/problem+json").result(json(problem, RequestId.of(request)));
        } else {
            pages.show(request, problem, RequestId.of(request));
        }
    }

    private static void toSignIn(Context request) {
        String wanted = request.path() + (request.queryString() == null ? "" : "?" + request.queryString());
        String target = "/sign-in?next="
                + URLEncoder.encode(request.req().getMethod().equals("GET") ? wanted : "/", StandardCharsets.UTF_8);
        if (request.header("HX-Request") != null) {
            // A part of a page is being fetched: the whole page has to go.
            request.status(401).header("HX-Redirect", "/sign-in");
        } else {
            request.redirect(target, HttpStatus.SEE_OTHER);
        }
    }

    /** Whether an address belongs to the REST interface. */
    public static boolean isApi(String path) {
        return path.equals("/metrics") || path.equals("/api/v1") || path.startsWith("/api/v1/");
    }

    /** A problem as JSON text. */
    public static String json(Problem problem, String requestId) {
        Document document = new JsonObject()
                .put("type", "about:blank")
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("code", problem.code())
                .put(
                        "errors",
                        problem.errors().stream()
                                .map(error -> new JsonObject()
                                        .put("pointer", error.pointer())
                                        .put("message", error.message())
                                        .document())
                                .toList())
                .put("requestId", requestId)
                .document();
        for (var more : problem.details().toMap().entrySet()) {
            document = document.with(more.getKey(), more.getValue());
        }
        return JSON.write(document);
    }
}
