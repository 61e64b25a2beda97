package dev.naust.console.web;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigTestFailedException;
import dev.naust.api.service.CreationFailedException;
import dev.naust.api.service.InvalidConfigException;
import dev.naust.api.service.PluginRefusedException;
import dev.naust.api.service.ProviderInUseException;
import dev.naust.api.store.Category;
import dev.naust.api.store.StoreException;
import io.javalin.http.HttpResponseException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;

/** Turns whatever went wrong into a problem: the one place that decides which failure is which status. */
public final class Problems {
    private Problems() {}

    /** The problem behind an exception; empty when nobody foresaw it. */
    public static Optional<Problem> of(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return Optional.of(known.problem());
        }
        if (isInterrupted(failure)) {
            return Optional.of(Problem.of(503, "request.interrupted", "The server stopped working on this request.")
                    .retryAfter(Duration.ofSeconds(5)));
        }
        if (failure instanceof StoreException store) {
            return Optional.of(ofStore(store));
        }
        if (failure instanceof InvalidConfigException invalid) {
            return Optional.of(Problem.invalid(
                    "config.invalid",
                    "The store's configuration is not valid; nothing was changed.",
                    invalid.problems()));
        }
        if (failure instanceof ConfigTestFailedException untried) {
            return Optional.of(ofTest(untried));
        }
        if (failure instanceof PluginRefusedException refused) {
            return Optional.of(ofPlugin(refused));
        }
        return ofTransport(failure);
    }

    /** A store says so in words of its own where its contract has no place for an interrupt. */
    private static boolean isInterrupted(Throwable failure) {
        return failure instanceof InterruptedException
                || failure instanceof StoreException && failure.getCause() instanceof InterruptedException;
    }

    private static Problem ofPlugin(PluginRefusedException refused) {
        return switch (refused.reason()) {
            case TOO_LARGE ->
                refused(413, "plugin.too_large", "The jar is too large; nothing was kept of it.", refused);
            case INVALID ->
                refused(422, "plugin.invalid", "The jar cannot be a plugin here; nothing was kept of it.", refused);
            case EXISTS ->
                refused(409, "plugin.exists", "There is such a plugin already; nothing was changed.", refused);
        };
    }

    private static Problem refused(int status, String code, String detail, PluginRefusedException refused) {
        return new Problem(status, code, detail, refused.problems(), Optional.empty(), Document.empty());
    }

    /** What is said of a failure that nobody foresaw; the log has the rest under the request's id. */
    public static Problem unforeseen() {
        return Problem.of(
                500,
                "server.failed",
                "The server made a mistake. Nothing more is known here; its log has the details under this request's id.");
    }

    private static Problem ofStore(StoreException failure) {
        String code = failure.code().code();
        Problem problem =
                Problem.of(status(failure, code), code, failure.getMessage()).with(details(failure));
        boolean mayPass = problem.status() == 503
                || problem.status() == 502 && failure.category().isTransient();
        return mayPass ? problem.retryAfter(Duration.ofSeconds(5)) : problem;
    }

    private static Document details(StoreException failure) {
        if (failure instanceof ProviderInUseException used) {
            return new JsonObject()
                    .put("count", used.count())
                    .putTexts("stores", used.stores())
                    .document();
        }
        if (failure instanceof CreationFailedException failed) {
            return new JsonObject().put("reason", failed.reason().code()).document();
        }
        return Document.empty();
    }

    /** A configuration that is at fault is the client's; one that only meets no answer is not. */
    private static Problem ofTest(ConfigTestFailedException failure) {
        Category whose = failure.test().failure().orElse(Category.INTERNAL);
        boolean configured = whose == Category.CONFIGURATION || whose == Category.USER;
        return Problem.of(
                        configured ? 422 : 502,
                        "store.test_failed",
                        "The configuration was tried and does not work, so nothing was changed: "
                                + failure.getMessage())
                .with(new JsonObject().put("stages", Stages.of(failure.test())).document());
    }

    private static int status(StoreException failure, String code) {
        if (failure instanceof CreationFailedException) {
            return 502;
        }
        return switch (failure.category()) {
            case USER -> code.endsWith("not_found") ? 404 : code.startsWith("approval.") ? 403 : 422;
            case CONFIGURATION -> 422;
            case UNAVAILABLE -> 503;
            case CONFLICT -> code.endsWith(".changed") ? 412 : 409;
            case LIMIT -> code.contains("full") ? 507 : 503;
            case INTERNAL -> 500;
        };
    }

    private static Optional<Problem> ofTransport(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpException http) {
                return Optional.of(ofStatus(http.getCode()));
            }
            if (cause instanceof HttpResponseException http) {
                return Optional.of(ofStatus(http.getStatus()));
            }
        }
        return Optional.empty();
    }

    /** The problem of a refusal that was made below our own code, of which only the status is known. */
    public static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.of(404, "route.not_found", "There is nothing at this address.");
            case 405 -> Problem.of(405, "method.not_allowed", "This address does not take that method.");
            case 408 -> Problem.of(408, "request.slow", "The request's body did not arrive in time.");
            case 413 -> Problem.of(413, "request.too_large", "The request's body is larger than one megabyte.");
            case 414, 431 ->
                Problem.of(status, "request.head_too_large", "The request's address or headers are too long.");
            default ->
                status < 500
                        ? Problem.of(status, "request.malformed", "The request breaks the rules of HTTP.")
                        : unforeseen();
        };
    }
}
