package dev.naust.console;

import dev.naust.api.model.Document;
import dev.naust.api.model.Text;
import dev.naust.api.service.Accounts.Role;
import dev.naust.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A client of the console with some headers, which does not follow redirects and keeps no cookies by itself. */
final class Client {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonValues JSON = new JsonValues();

    private final URI address;
    private final Map<String, String> headers;

    Client(URI address) {
        this(address, Map.of());
    }

    private Client(URI address, Map<String, String> headers) {
        this.address = address;
        this.headers = headers;
    }

    /** The same with one more header. */
    Client with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Client(address, more);
    }

    /** The same without a header. */
    Client without(String name) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(name);
        return new Client(address, fewer);
    }

    /** The same with the token of a role. */
    Client as(Role role) {
        return with("Authorization", "Bearer " + TestAccounts.token(role));
    }

    /** A client with the session cookie and the forgery token of a user named like a role, who signs in now. */
    Client signedIn(Role role) {
        Answer answer = post(
                "/api/v1/session",
                "{\"username\":\"" + role.name().toLowerCase(Locale.ROOT) + "\",\"password\":\"" + TestAccounts.PASSWORD
                        + "\"}");
        return with("Cookie", answer.cookie()).with("X-CSRF-Token", answer.text("csrfToken"));
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer post(String path) {
        return send("POST", path, BodyPublishers.noBody());
    }

    Answer post(String path, String json) {
        return typed().send("POST", path, BodyPublishers.ofString(json));
    }

    /** Sends a page's form; names and values take turns. */
    Answer form(String path, String... fields) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            pairs.add(fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return with("Content-Type", "application/x-www-form-urlencoded")
                .send("POST", path, BodyPublishers.ofString(String.join("&", pairs)));
    }

    Answer put(String path, String json) {
        return typed().send("PUT", path, BodyPublishers.ofString(json));
    }

    Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    private Client typed() {
        return headers.containsKey("Content-Type") ? this : with("Content-Type", "application/json");
    }

    Answer send(String method, String path, BodyPublisher body) {
        try {
            return new Answer(HTTP.send(request(method, path, body), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answer's body while it is still being written. */
    HttpResponse<InputStream> stream(String path) throws IOException, InterruptedException {
        return HTTP.send(request("GET", path, BodyPublishers.noBody()), BodyHandlers.ofInputStream());
    }

    private HttpRequest request(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).method(method, body);
        headers.forEach(request::header);
        return request.build();
    }

    /** What the server said. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The first cookie as a client sends it back. */
        String cookie() {
            return header("Set-Cookie").replaceFirst(";.*", "");
        }

        Document json() {
            return JSON.readObject(body());
        }

        String text(String field) {
            return ((Text) json().get(field).orElseThrow()).string();
        }

        /** The code of a problem. */
        String code() {
            return header("Content-Type").startsWith("application/problem+json") ? text("code") : "";
        }
    }
}
