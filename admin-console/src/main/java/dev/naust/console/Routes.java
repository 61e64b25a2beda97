package dev.naust.console;

import dev.naust.console.page.PageWriter;
import dev.naust.console.templates.StaticTemplates;
import dev.naust.console.templates.Templates;
import dev.naust.console.view.Shell;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** Every URL of the product. */
final class Routes {
    private final StaticFiles files;
    private final Templates templates = new StaticTemplates();

    Routes(StaticFiles files) {
        this.files = files;
    }

    void register(RoutesConfig table) {
        table.get("/livez", request -> request.result("ok\n"));
        table.get("/static/{file}", this::file);
        table.error(404, this::notFound);
    }

    private void file(Context request) {
        if (!files.serve(request, request.pathParam("file"))) {
            request.status(404);
        }
    }

    private void notFound(Context request) {
        PageWriter.show(request, templates.notFound(new Shell(files::url), request.path()));
    }
}
