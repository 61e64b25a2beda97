package dev.naust.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Asks servers over REST: with an API token, or as the administrator who has signed in. */
final class Api {
    /** An API token of the administrator, for servers that are started with it. */
    static final String TOKEN = "naust_test_0123456789abcdefghijklmnopqrstuv";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client;
    private final List<String> who;
    private final Duration patience;

    private Api(HttpClient client, List<String> who, Duration patience) {
        this.client = client;
        this.who = who;
        this.patience = patience;
    }

    /** A script with the token. */
    static Api withToken() {
        return withToken(PATIENCE);
    }

    /** A script with the token that waits so long for an answer. */
    static Api withToken(Duration patience) {
        return new Api(HttpClient.newHttpClient(), List.of("Authorization", "Bearer " + TOKEN), patience);
    }

    /** The administrator in person, signed in at one server. */
    static Api signedIn(Server server) {
        return signedIn(server, "admin", Server.PASSWORD);
    }

    static Api signedIn(Server server, String user, String password) {
        HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        HttpResponse<String> session = new Api(client, List.of("Accept", "application/json"), PATIENCE)
                .send(server, "POST", "/session", "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}");
        assertThat(session.statusCode()).as(session.body()).isEqualTo(201);
        return new Api(client, List.of("X-CSRF-Token", text(session.body(), "csrfToken")), PATIENCE);
    }

    HttpResponse<String> send(Server server, String method, String path, String body, String... headers) {
        return ask(server, method, "/api/v1" + path, body, headers);
    }

    /** The same for any path of the server, such as a page. */
    HttpResponse<String> ask(Server server, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url(path)))
                .timeout(patience)
                .headers(who.toArray(String[]::new))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Makes something, which must work, and answers with what it is now. */
    String made(Server server, String path, String body) {
        HttpResponse<String> made = send(server, "POST", path, body);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.body();
    }

    /** Says where personal data is. */
    void replaceMap(Server server, String map) {
        HttpResponse<String> before = send(server, "GET", "/privacy/map", "");
        String revision = before.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> kept = send(server, "PUT", "/privacy/map", map, "If-Match", revision);
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
    }

    /** What is not text, such as a file; the caller closes it. */
    HttpResponse<InputStream> fetch(Server server, String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url("/api/v1" + path)))
                            .headers(who.toArray(String[]::new))
                            .build(),
                    BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String get(Server server, String path) {
        return send(server, "GET", path, "").body();
    }

    /** Waits for the end of a run that was asked for, which must be this; returns the run's id. */
    String ended(Server server, HttpResponse<String> started, String state) {
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String id = text(started.body(), "id");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !List.of("QUEUED", "RUNNING").contains(text(get(server, "/runs/" + id), "state")));
        String run = get(server, "/runs/" + id);
        assertThat(text(run, "state")).as(run).isEqualTo(state);
        return id;
    }

    /** The first field of this name in an answer, without its quotes. */
    static String text(String answer, String name) {
        Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(answer);
        assertThat(found.find()).as(name + " in " + answer).isTrue();
        return found.group(1);
    }
}
