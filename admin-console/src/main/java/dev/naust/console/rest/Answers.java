package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.ProblemException;
import dev.naust.json.JsonValues;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How REST answers: one object, or a page of a list. */
final class Answers {
    private static final JsonValues JSON = new JsonValues();
    private static final int PAGE = 100;
    private static final int LARGEST_PAGE = 500;

    private Answers() {}

    static void send(Context request, int status, Document object) {
        request.status(status).contentType("application/json").result(JSON.write(object));
    }

    static void send(Context request, Document object) {
        send(request, 200, object);
    }

    /** Answers with some items and the way to the next ones. */
    static void list(Context request, List<Document> items, Optional<String> nextCursor) {
        send(
                request,
                new JsonObject()
                        .put("items", items)
                        .putText("nextCursor", nextCursor)
                        .document());
    }

    /**
     * Answers with one page of a whole list that is sorted by a name.
     *
     * @param name each item's name; the page begins behind the one that the cursor holds
     */
    static <T> void page(Context request, List<T> all, Function<T, String> name, Function<T, Document> form) {
        int limit = limit(request);
        Optional<String> after = cursor(request);
        List<T> rest = all.stream()
                .filter(item -> after.isEmpty() || name.apply(item).compareTo(after.get()) > 0)
                .limit(limit + 1L)
                .toList();
        List<T> page = rest.subList(0, Math.min(limit, rest.size()));
        Optional<String> next =
                rest.size() > limit ? Optional.of(encode(name.apply(page.get(page.size() - 1)))) : Optional.empty();
        list(request, page.stream().map(form).toList(), next);
    }

    /** How many items are wanted at most. */
    static int limit(Context request) {
        String text = request.queryParam("limit");
        if (text == null) {
            return PAGE;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LARGEST_PAGE) {
            throw new ProblemException(
                    422, "limit.invalid", "limit must be a whole number from 1 to " + LARGEST_PAGE + ".");
        }
        return Integer.parseInt(text);
    }

    /** What the request's cursor holds. */
    static Optional<String> cursor(Context request) {
        String text = request.queryParam("cursor");
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw badCursor();
        }
    }

    static ProblemException badCursor() {
        return new ProblemException(
                422,
                "cursor.invalid",
                "The cursor is not one that this server gave out for this list. Begin again without a cursor.");
    }

    static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }
}
