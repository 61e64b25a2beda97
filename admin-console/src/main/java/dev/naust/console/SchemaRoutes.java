package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.Shells;
import dev.naust.console.rest.SchemasResource;
import dev.naust.console.templates.Templates;
import dev.naust.console.web.Deadlines;
import dev.naust.console.web.Services;
import java.util.List;

/** The URLs about the structure of stores: what they declare, how that differs, and the versions it goes through. */
final class SchemaRoutes {
    private final SchemasResource schemas;

    SchemaRoutes(Services services, Templates templates, Shells shells, Deadlines deadlines) {
        this.schemas = new SchemasResource(services, deadlines);
    }

    List<Route> rest() {
        return List.of(
                api(GET, "/stores/{id}/structure", VIEWER, schemas::structure, "All that a store declares")
                        .answers(200, "Structure"),
                api(
                                POST,
                                "/schema/compare",
                                OPERATOR,
                                schemas::compare,
                                "How one store's structure differs from another's, and the statements that make it the same")
                        .takes("SchemaQuestion")
                        .answers(200, "SchemaComparison"));
    }
}
