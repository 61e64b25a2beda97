package dev.naust.console.web;

import dev.naust.api.model.Document;
import dev.naust.api.service.ConfigProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why a request was refused or failed, in words for people and a code for scripts; a problem of RFC 9457.
 *
 * @param status the HTTP status
 * @param code stable, such as {@code store.not_found}
 * @param detail the thing, the reason and the next step; never a secret
 * @param errors what is wrong in the request's body, field by field
 * @param retryAfter when the same request may succeed
 * @param details more members of the problem, for scripts
 */
public record Problem(
        int status,
        String code,
        String detail,
        List<ConfigProblem> errors,
        Optional<Duration> retryAfter,
        Document details) {
    public Problem {
        errors = List.copyOf(errors);
    }

    /** A problem without field errors. */
    public static Problem of(int status, String code, String detail) {
        return new Problem(status, code, detail, List.of(), Optional.empty(), Document.empty());
    }

    /** A body that is well-formed but cannot be accepted. */
    public static Problem invalid(String code, String detail, List<ConfigProblem> errors) {
        return new Problem(422, code, detail, errors, Optional.empty(), Document.empty());
    }

    /** The same, with a hint when to try again. */
    public Problem retryAfter(Duration wait) {
        return new Problem(status, code, detail, errors, Optional.of(wait), details);
    }

    /** The same, with more members for scripts. */
    public Problem with(Document more) {
        return new Problem(status, code, detail, errors, retryAfter, more);
    }

    /** The kind of problem in a few words, the same for every problem of a status. */
    public String title() {
        return switch (status) {
            case 400 -> "The request cannot be understood";
            case 401 -> "Not signed in";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Not a method of this resource";
            case 408 -> "The request took too long to arrive";
            case 409 -> "In conflict with something else";
            case 412 -> "Changed by somebody else meanwhile";
            case 413 -> "Too large";
            case 414, 431 -> "The request's head is too large";
            case 415 -> "Not JSON";
            case 421 -> "Not a name of this server";
            case 422 -> "Cannot be done as asked";
            case 428 -> "Say which version you change";
            case 429 -> "Too many attempts";
            case 502 -> "The store did not open";
            case 503 -> "Not available at the moment";
            case 507 -> "Out of room";
            default -> status < 500 ? "The request was refused" : "The server failed";
        };
    }
}
