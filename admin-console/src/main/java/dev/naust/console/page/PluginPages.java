package dev.naust.console.page;

import dev.naust.api.service.PluginRefusedException;
import dev.naust.api.service.Plugins.Added;
import dev.naust.api.service.Plugins.Plugin;
import dev.naust.api.service.Plugins.State;
import dev.naust.api.service.ProviderInUseException;
import dev.naust.console.rest.PluginsResource;
import dev.naust.console.security.Access;
import dev.naust.console.security.Caller;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.PluginView;
import dev.naust.console.web.Problem;
import dev.naust.console.web.ProblemException;
import dev.naust.console.web.Problems;
import dev.naust.console.web.Services;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the plugins folder, and what they let an admin do to its jars. */
public final class PluginPages {
    private final Services services;
    private final Templates templates;
    private final Shells shells;
    private final PluginShapes shapes;

    /** @param folder where jars are dropped, for people */
    public PluginPages(Services services, Templates templates, Shells shells, String folder) {
        this.services = services;
        this.templates = templates;
        this.shells = shells;
        this.shapes = new PluginShapes(folder);
    }

    public void list(Context request) {
        showAll(request, List.of());
    }

    public void plugin(Context request) {
        List<String> warnings = request.queryParam("uploaded") == null ? List.of() : shapes.unmet(find(request));
        show(request, find(request), List.of(), warnings, false);
    }

    public void upload(Context request) throws IOException {
        try {
            Added added = PluginsResource.upload(request, services.plugins()::add);
            PluginsResource.log(request, "uploaded", added.plugin());
            request.redirect(href(added.plugin()) + "?uploaded", HttpStatus.SEE_OTHER);
        } catch (PluginRefusedException | ProblemException e) {
            Problem problem = Problems.of(e).orElseThrow();
            request.status(problem.status());
            showAll(request, reasons(problem));
        }
    }

    public void update(Context request) throws IOException {
        Plugin old = find(request);
        try {
            Added added = PluginsResource.upload(
                    request, (name, jar) -> services.plugins().replace(old.file(), jar));
            PluginsResource.log(request, "updated", added.plugin());
            request.redirect(href(added.plugin()) + "?uploaded", HttpStatus.SEE_OTHER);
        } catch (PluginRefusedException | ProblemException e) {
            refuse(request, old, e, false);
        }
    }

    public void start(Context request) throws IOException {
        Plugin plugin = services.plugins().start(find(request).file());
        PluginsResource.log(request, "started", plugin);
        request.redirect(href(plugin), HttpStatus.SEE_OTHER);
    }

    public void stop(Context request) throws IOException {
        Plugin plugin = find(request);
        try {
            PluginsResource.log(request, "stopped", services.plugins().stop(plugin.file(), isForced(request)));
            request.redirect(href(plugin), HttpStatus.SEE_OTHER);
        } catch (ProviderInUseException e) {
            refuse(request, plugin, e, true);
        }
    }

    public void remove(Context request) throws IOException {
        Plugin plugin = find(request);
        try {
            services.plugins().remove(plugin.file(), isForced(request));
            PluginsResource.log(request, "removed", plugin);
            request.redirect("/plugins", HttpStatus.SEE_OTHER);
        } catch (ProviderInUseException e) {
            refuse(request, plugin, e, true);
        }
    }

    private void refuse(Context request, Plugin plugin, RuntimeException failure, boolean mayForce) {
        Problem problem = Problems.of(failure).orElseThrow();
        request.status(problem.status());
        show(request, plugin, reasons(problem), List.of(), mayForce);
    }

    private static List<String> reasons(Problem problem) {
        return problem.errors().isEmpty()
                ? List.of(problem.detail())
                : problem.errors().stream()
                        .map(error -> Stream.of(where(error.pointer()), error.message())
                                .filter(part -> !part.isEmpty())
                                .reduce((place, message) -> place + " " + message)
                                .orElse(""))
                        .toList();
    }

    /** An entry or header of the jar, as people write it. */
    private static String where(String pointer) {
        String place = pointer.startsWith("/") ? pointer.substring(1) : pointer;
        return place.isEmpty()
                ? "The jar"
                : place.replace("/", ": ").replace("~1", "/").replace("~0", "~");
    }

    private void showAll(Context request, List<String> refusal) {
        PageWriter.show(
                request,
                templates.pagePlugins(shells.of(request), shapes.all(services.plugins(), refusal, mayChange(request))));
    }

    private void show(Context request, Plugin plugin, List<String> refusal, List<String> warnings, boolean mayForce) {
        PluginView.Actions actions = new PluginView.Actions(
                mayChange(request) && plugin.state() != State.RUNNING && plugin.state() != State.PENDING,
                mayChange(request) && plugin.state() != State.STOPPED && plugin.state() != State.QUARANTINED,
                mayChange(request));
        PluginView view = shapes.one(
                plugin, refusal, warnings, actions, mayForce, services.plugins().largest());
        PageWriter.show(request, templates.pagePlugin(shells.of(request), view));
    }

    private Plugin find(Context request) {
        String id = request.pathParam("plugin");
        return services.plugins()
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        404, "plugin.not_found", "There is no plugin \"" + id + "\" in the plugins folder."));
    }

    static String href(Plugin plugin) {
        return "/plugins/"
                + URLEncoder.encode(plugin.file(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static boolean isForced(Context request) {
        return request.formParam("force") != null;
    }

    private static boolean mayChange(Context request) {
        return Caller.of(request)
                .filter(caller -> Access.ADMIN.allows(caller.identity().role()))
                .isPresent();
    }
}
