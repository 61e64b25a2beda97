package dev.naust.console.rest;

import dev.naust.api.model.Document;
import dev.naust.api.service.PluginRefusedException;
import dev.naust.api.service.Plugins.Added;
import dev.naust.api.service.Plugins.Need;
import dev.naust.api.service.Plugins.Plugin;
import dev.naust.console.security.Caller;
import dev.naust.console.web.JsonObject;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Services;
import dev.naust.console.web.Uploaded;
import io.javalin.http.Context;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jars in the plugins folder. A plugin's id is its file's name. */
public final class PluginsResource {
    private static final Logger LOG = LoggerFactory.getLogger(PluginsResource.class);
    private static final List<String> JAR_TYPES = List.of("application/java-archive", "application/octet-stream");

    private final Services services;

    public PluginsResource(Services services) {
        this.services = services;
    }

    public void list(Context request) {
        Answers.page(request, services.plugins().plugins(), Plugin::file, PluginsResource::form);
    }

    public void get(Context request) {
        Answers.send(request, form(find(request)));
    }

    public void add(Context request) throws IOException {
        Added added = upload(request, services.plugins()::add);
        log(request, "uploaded", added.plugin());
        request.header("Location", "/api/v1/plugins/" + added.plugin().file());
        Answers.send(request, 201, form(added));
    }

    public void update(Context request) throws IOException {
        Plugin old = find(request);
        Added added = upload(request, (name, jar) -> services.plugins().replace(old.file(), jar));
        log(request, "updated", added.plugin());
        Answers.send(request, form(added));
    }

    public void start(Context request) throws IOException {
        Plugin plugin = services.plugins().start(find(request).file());
        log(request, "started", plugin);
        Answers.send(request, form(plugin));
    }

    public void stop(Context request) throws IOException {
        Plugin plugin = services.plugins().stop(find(request).file(), isForced(request));
        log(request, "stopped", plugin);
        Answers.send(request, form(plugin));
    }

    public void remove(Context request) throws IOException {
        Plugin plugin = find(request);
        services.plugins().remove(plugin.file(), isForced(request));
        log(request, "removed", plugin);
        request.status(204);
    }

    /** Takes a jar under the name that it was sent with. */
    @FunctionalInterface
    public interface Taker {
        /** @param name empty when none was given */
        Added take(Optional<String> name, InputStream jar) throws IOException;
    }

    /** Hands on the jar that a request brings, as its body or as the part {@code jar} of a form. */
    public static Added upload(Context request, Taker taker) throws IOException {
        Optional<String> name = Optional.ofNullable(request.queryParam("file"))
                .or(() -> Optional.ofNullable(request.header("X-File-Name")))
                .filter(given -> !given.isBlank());
        if (Uploaded.isForm(request)) {
            Part part = Uploaded.file(request, "jar")
                    .orElseThrow(() -> new ProblemException(
                            422, "plugin.missing", "The form has no file in its part \"jar\". Choose a jar."));
            try (InputStream jar = part.getInputStream()) {
                return taker.take(name.or(() -> Optional.ofNullable(part.getSubmittedFileName())), jar);
            } finally {
                part.delete();
            }
        }
        String type = Objects.requireNonNullElse(request.contentType(), "").toLowerCase(Locale.ROOT);
        if (JAR_TYPES.stream().noneMatch(type::startsWith)) {
            throw new ProblemException(
                    415,
                    "jar.required",
                    "Send the jar as the body, with the header \"Content-Type: application/java-archive\", or as the"
                            + " part \"jar\" of a multipart form.");
        }
        InputStream body = request.req().getInputStream();
        try {
            return taker.take(name, body);
        } catch (PluginRefusedException e) {
            Uploaded.drain(body);
            throw e;
        }
    }

    /** Writes down who did what, under names that cannot forge a line. */
    public static void log(Context request, String what, Plugin plugin) {
        String who = Caller.of(request).map(caller -> caller.identity().name()).orElse("somebody");
        LOG.info(
                "{} {} plugin {} ({} {}, SHA-256 {}): {}",
                who,
                what,
                plugin.file(),
                plugin.name(),
                plugin.version(),
                plugin.details().sha256(),
                plugin.state());
    }

    private Plugin find(Context request) {
        String id = request.pathParam("id");
        return services.plugins().find(id).orElseThrow(() -> notFound(id));
    }

    static ProblemException notFound(String id) {
        return new ProblemException(
                404,
                "plugin.not_found",
                "There is no plugin \"" + id + "\". GET /api/v1/plugins lists those there are.");
    }

    private static boolean isForced(Context request) {
        return "true".equals(request.queryParam("force"));
    }

    private static Document form(Added added) {
        return fields(added.plugin()).putTexts("warnings", added.warnings()).document();
    }

    private static Document form(Plugin plugin) {
        return fields(plugin).document();
    }

    private static JsonObject fields(Plugin plugin) {
        List<Need> needs = plugin.details().needs();
        return new JsonObject()
                .put("id", plugin.file())
                .put("file", plugin.file())
                .put("name", plugin.name())
                .put("version", plugin.version())
                .put("state", plugin.state().name())
                .putText("problem", plugin.problem())
                .putTexts("providers", plugin.providers())
                .putTexts("exports", plugin.details().exports())
                .put("needs", needs.stream().map(PluginsResource::form).toList())
                .putTexts(
                        "unmet",
                        needs.stream()
                                .filter(Predicate.not(Need::isMet))
                                .filter(Predicate.not(Need::isOptional))
                                .map(Need::what)
                                .toList())
                .putText("signer", plugin.details().signer())
                .putText("sha256", Optional.of(plugin.details().sha256()).filter(Predicate.not(String::isEmpty)))
                .put("size", plugin.details().size());
    }

    private static Document form(Need need) {
        return new JsonObject()
                .put("what", need.what())
                .put("optional", need.isOptional())
                .put("met", need.isMet())
                .document();
    }
}
