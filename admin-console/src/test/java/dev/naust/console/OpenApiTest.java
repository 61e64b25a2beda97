package dev.naust.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.naust.api.model.Document;
import dev.naust.api.service.Accounts.Role;
import dev.naust.api.service.MigrationReport;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The description of the REST interface is complete and hangs together. */
class OpenApiTest {

    @Test
    void everyRouteIsDescribedAndEveryNamedSchemaExists() {
        try (TestConsole console = new TestConsole()) {
            Client.Answer answer = console.client().as(Role.VIEWER).get("/api/v1/openapi.json");
            Document paths = (Document) answer.json().get("paths").orElseThrow();
            assertThat(console.routes().rest()).allSatisfy(route -> {
                Document path = (Document)
                        paths.get(route.path().substring(Route.API.length())).orElseThrow();
                assertThat(path.get(route.method().name().toLowerCase(Locale.ROOT)))
                        .isPresent();
            });
            Document components = (Document) answer.json().get("components").orElseThrow();
            Document schemas = (Document) components.get("schemas").orElseThrow();
            List<String> named = Pattern.compile("#/components/schemas/([A-Za-z]+)")
                    .matcher(answer.body())
                    .results()
                    .map(found -> found.group(1))
                    .distinct()
                    .toList();
            assertThat(schemas.layout().names()).containsAll(named);
            assertThat(named).hasSizeGreaterThan(20);
        }
    }

    @Test
    void theVerdictsThatAReportMayGiveAreDescribed() {
        try (TestConsole console = new TestConsole()) {
            String description = OpenApi.describe(console.routes().rest());
            String verdicts = Stream.of(MigrationReport.Verdict.values())
                    .map(each -> "\"" + each + "\"")
                    .collect(Collectors.joining(","));
            assertThat(description).contains("[" + verdicts + "]");
        }
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        try (TestConsole console = new TestConsole()) {
            String description = OpenApi.describe(console.routes().rest());
            List<String> ids = Pattern.compile("\"operationId\":\"([^\"]+)\"")
                    .matcher(description)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(ids)
                    .doesNotHaveDuplicates()
                    .hasSize(console.routes().rest().size());
        }
    }
}
