package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.ADMIN;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.PluginPages;
import dev.naust.console.rest.PluginsResource;
import java.util.List;

/** The URLs about the jars in the plugins folder. Whoever may change them may run code here, so that is for admins. */
final class PluginRoutes implements RouteGroup {
    private final PluginsResource plugins;
    private final PluginPages pages;

    PluginRoutes(PluginsResource plugins, PluginPages pages) {
        this.plugins = plugins;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(
                                GET,
                                "/plugins",
                                VIEWER,
                                plugins::list,
                                "The jars in the plugins folder, and why each does or does not run")
                        .query("limit", "cursor")
                        .answers(200, "Plugin[]"),
                api(
                                POST,
                                "/plugins",
                                ADMIN,
                                plugins::add,
                                "Upload a jar, as the body or as the part \"jar\" of a form; it is checked first")
                        .query("file")
                        .withFile()
                        .answers(201, "Plugin"),
                api(GET, "/plugins/{id}", VIEWER, plugins::get, "One jar, by its file's name")
                        .answers(200, "Plugin"),
                api(
                                DELETE,
                                "/plugins/{id}",
                                ADMIN,
                                plugins::remove,
                                "Delete a jar; refused while somebody works with its stores, unless forced")
                        .query("force")
                        .answers(204),
                api(POST, "/plugins/{id}/start", ADMIN, plugins::start, "Start a plugin that was stopped or failed")
                        .answers(200, "Plugin"),
                api(
                                POST,
                                "/plugins/{id}/stop",
                                ADMIN,
                                plugins::stop,
                                "Stop a plugin; it stays stopped until it is started")
                        .query("force")
                        .answers(200, "Plugin"),
                api(
                                POST,
                                "/plugins/{id}/update",
                                ADMIN,
                                plugins::update,
                                "Replace a jar by the one that is sent; its stores move over")
                        .withFile()
                        .answers(200, "Plugin"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/plugins", VIEWER, pages::list),
                page(POST, "/plugins", ADMIN, pages::upload).withFile(),
                page(GET, "/plugins/{plugin}", VIEWER, pages::plugin),
                page(POST, "/plugins/{plugin}/start", ADMIN, pages::start),
                page(POST, "/plugins/{plugin}/stop", ADMIN, pages::stop),
                page(POST, "/plugins/{plugin}/update", ADMIN, pages::update).withFile(),
                page(POST, "/plugins/{plugin}/remove", ADMIN, pages::remove));
    }
}
