package dev.naust.console;

import static dev.naust.console.Route.api;
import static dev.naust.console.Route.page;
import static dev.naust.console.security.Access.OPERATOR;
import static dev.naust.console.security.Access.VIEWER;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.naust.console.page.SchemaPages;
import dev.naust.console.rest.SchemaVersionsResource;
import dev.naust.console.rest.SchemasResource;
import java.util.List;

/** The URLs about the structure of stores: what they declare, how that differs, and the versions it goes through. */
final class SchemaRoutes implements RouteGroup {
    private static final String VERSIONS = "/stores/{id}/schema-versions";

    private final SchemasResource schemas;
    private final SchemaVersionsResource versions;
    private final SchemaPages pages;

    SchemaRoutes(SchemasResource schemas, SchemaVersionsResource versions, SchemaPages pages) {
        this.schemas = schemas;
        this.versions = versions;
        this.pages = pages;
    }

    @Override
    public List<Route> rest() {
        return List.of(
                api(GET, "/stores/{id}/structure", VIEWER, schemas::structure, "All that a store declares")
                        .answers(200, "Structure"),
                api(
                                POST,
                                "/schema/compare",
                                VIEWER,
                                schemas::compare,
                                "How one store's structure differs from another's, and the statements that make it the same")
                        .takes("SchemaQuestion")
                        .answers(200, "SchemaComparison"),
                api(GET, VERSIONS, VIEWER, versions::status, "The versions of a store's structure, and where it stands")
                        .answers(200, "SchemaVersions"),
                api(POST, VERSIONS + "/plan", VIEWER, versions::plan, "What would be run, without running it")
                        .takes("SchemaWanted")
                        .answers(200, "SchemaPlan"),
                api(
                                POST,
                                VERSIONS + "/run",
                                OPERATOR,
                                versions::run,
                                "Run what is due, or take versions back, as a run")
                        .takes("SchemaWanted")
                        .answers(202, "Run"),
                api(
                                POST,
                                VERSIONS + "/undo",
                                OPERATOR,
                                versions::undo,
                                "Take back the last version, or all above a target")
                        .takes("SchemaWanted")
                        .answers(202, "Run"),
                api(
                                POST,
                                VERSIONS + "/baseline",
                                OPERATOR,
                                versions::baseline,
                                "Say at which version the store is already")
                        .takes("SchemaWanted")
                        .answers(202, "Run"),
                api(
                                POST,
                                VERSIONS + "/repair",
                                OPERATOR,
                                versions::repair,
                                "Forget failed attempts and take the files' checksums as they are")
                        .takes("SchemaWanted")
                        .answers(202, "Run"));
    }

    @Override
    public List<Route> pages() {
        return List.of(
                page(GET, "/stores/{id}/schema-versions", VIEWER, pages::versions),
                page(POST, "/stores/{id}/schema-versions", OPERATOR, pages::run),
                page(GET, "/schema", VIEWER, pages::compare));
    }
}
