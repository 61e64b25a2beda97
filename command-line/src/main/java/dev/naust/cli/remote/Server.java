package dev.naust.cli.remote;

import dev.naust.api.model.Document;
import dev.naust.api.model.Value;
import dev.naust.cli.Refusal;
import dev.naust.json.JsonValues;
import dev.naust.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A running server's REST API. A refusal of the server becomes a {@link Refusal} in its own words. */
final class Server {
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final Duration ANSWERING = Duration.ofSeconds(90);

    private final URI base;
    private final Optional<String> token;
    private final JsonValues json = new JsonValues();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECTING).build();

    /** @param token who asks; without one the server answers only what everybody may know */
    Server(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
    }

    URI base() {
        return base;
    }

    /** One object. */
    Document get(String path) throws InterruptedException {
        return object(
                send("GET", path, BodyPublishers.noBody(), "application/json").body());
    }

    /** All items of a list, page after page. */
    List<Document> list(String path) throws InterruptedException {
        List<Document> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Document page =
                    get(path + cursor.map(next -> "?cursor=" + encoded(next)).orElse(""));
            if (page.get("items").orElse(Value.ofNull()) instanceof Value.Array array) {
                array.items().forEach(item -> items.add((Document) item));
            }
            cursor = Fields.optional(page, "nextCursor");
        } while (cursor.isPresent());
        return items;
    }

    /** Sends an object, or nothing, and answers with what comes back; an empty document where nothing does. */
    Document send(String method, String path, Optional<Document> body) throws InterruptedException {
        BodyPublisher sent = body.map(json::write).map(BodyPublishers::ofString).orElse(BodyPublishers.noBody());
        return object(send(method, path, sent, "application/json").body());
    }

    /** Writes what the server hands out into a new file. */
    void download(String path, Path file) throws InterruptedException {
        HttpResponse<InputStream> answer = exchange(
                "GET", "/api/v1" + path, BodyPublishers.noBody(), "application/json", BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() >= 400) {
                throw refused(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            Files.copy(body, file);
        } catch (FileAlreadyExistsException e) {
            throw Refusal.failed(file + " is there already: name another file.");
        } catch (IOException e) {
            throw Refusal.failed(file + " could not be written: look at the folder's rights and room.");
        }
    }

    /** Whether the server is there and ready to work. */
    boolean isReady() throws InterruptedException {
        return exchange("GET", "/readyz", BodyPublishers.noBody(), "application/json", BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /** A part of a path. */
    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, String type)
            throws InterruptedException {
        HttpResponse<String> answer = exchange(method, "/api/v1" + path, body, type, BodyHandlers.ofString());
        if (answer.statusCode() >= 400) {
            throw refused(answer.statusCode(), answer.body());
        }
        return answer;
    }

    private <T> HttpResponse<T> exchange(
            String method, String path, BodyPublisher body, String type, BodyHandler<T> handler)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWERING)
                .method(method, body)
                .header("Accept", "application/json")
                .header("Content-Type", type);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            return client.send(request.build(), handler);
        } catch (ConnectException e) {
            throw Refusal.failed(
                    "No server answers at " + base + ": start it with \"naust start\", or say with --url where it is.");
        } catch (HttpTimeoutException e) {
            throw Refusal.failed("The server at " + base + " did not answer in time: look into its log.");
        } catch (IOException e) {
            throw Refusal.failed("The server at " + base + " cannot be asked: " + e.getMessage() + ".");
        }
    }

    private Document object(String answer) {
        if (answer.isBlank()) {
            return Document.empty();
        }
        try {
            return json.readObject(answer);
        } catch (MalformedJsonException e) {
            throw Refusal.failed("What answers at " + base + " is no Naust: correct --url.");
        }
    }

    /** A problem of RFC 9457, with what is wrong in the body field by field. */
    private Refusal refused(int status, String answer) {
        if (status == 401) {
            return Refusal.failed("The server at " + base
                    + " wants to know who asks: give an API token with --token, or in NAUST_API_TOKEN.");
        }
        Document problem = object(answer);
        StringBuilder text = new StringBuilder(
                Fields.optional(problem, "detail").orElse("The server answers with status " + status));
        if (problem.get("errors").orElse(Value.ofNull()) instanceof Value.Array errors) {
            for (Value each : errors.items()) {
                text.append("\n  ")
                        .append(Fields.text((Document) each, "pointer"))
                        .append(": ")
                        .append(Fields.text((Document) each, "message"));
            }
        }
        return Refusal.failed(text.toString());
    }
}
